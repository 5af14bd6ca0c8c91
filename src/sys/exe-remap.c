/* SPDX-License-Identifier: Apache-2.0 */
/* Mapping our own program anew, while it runs. */
#include "brig/sys/exe-remap.h"

#include <fcntl.h>
#include <link.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "brig/base/fd.h"
#include "brig/sys/args.h"
#include "brig/sys/file.h"

struct range {
	uintptr_t start, end;
};

static int first_object(struct dl_phdr_info *info, size_t size, void *ret)
{
	(void)size;
	*(struct dl_phdr_info *)ret = *info;
	return 1; /* the others are libraries */
}

static uintptr_t page_floor(uintptr_t address)
{
	return address & ~(getauxval(AT_PAGESZ) - 1);
}

/* The whole pages that hold n bytes at an address of the file. */
static struct range pages(const struct dl_phdr_info *own, uintptr_t address, size_t n)
{
	uintptr_t page = getauxval(AT_PAGESZ), at = own->dlpi_addr + address;

	return (struct range){page_floor(at), page_floor(at + n + page - 1)};
}

static void *pointer(uintptr_t address)
{
	return (void *)address;
}

static bool move(char *from, char *to, size_t n, struct err *e)
{
	return n == 0 || mremap(from, n, n, MREMAP_MAYMOVE | MREMAP_FIXED, to) != MAP_FAILED
		       ? true
		       : fail_errno(e, "move memory");
}

/* A sanitizer has gaps between variables, and would want to know of each word. */
__attribute__((no_sanitize("address"))) static void copy_words(
	volatile long *to, const volatile long *from, size_t n)
{
	for (size_t i = 0; i < n / sizeof(*to); i++)
		to[i] = from[i];
}

/* Pointers are relocated, in the part that is read-only then. */
static bool copy_data(struct exe_remap_data *d, struct err *e)
{
	/* To populate it would take longer than the faults. */
	void *copy = mmap(NULL, d->n, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (copy == MAP_FAILED)
		return fail_errno(e, "map memory");
	copy_words(copy, d->at, d->n);
	d->copy = copy;
	return mprotect(d->copy, d->fixed, PROT_READ) == 0 || fail_errno(e, "protect memory");
}

static bool move_data(const struct exe_remap_data *d, struct err *e)
{
	char *to = d->at, *from = d->copy;

	return move(from, to, d->fixed, e) &&
	       move(from + d->fixed, to + d->fixed, d->n - d->fixed, e);
}

/* The segment with the data that becomes read-only starts with it. */
static struct exe_remap_data data_of(const struct dl_phdr_info *own, const ElfW(Phdr) * h)
{
	struct range at = pages(own, h->p_vaddr, h->p_filesz), fixed = {0};

	for (size_t i = 0; i < own->dlpi_phnum; i++)
		if (own->dlpi_phdr[i].p_type == PT_GNU_RELRO)
			fixed = pages(own, own->dlpi_phdr[i].p_vaddr, own->dlpi_phdr[i].p_memsz);
	return (struct exe_remap_data){
		.at = pointer(at.start),
		.n = at.end - at.start,
		.fixed = fixed.start == at.start ? fixed.end - fixed.start : 0,
	};
}

static bool map_again(const struct dl_phdr_info *own, const ElfW(Phdr) * h, int fd, struct err *e)
{
	struct range at = pages(own, h->p_vaddr, h->p_filesz);
	int prot = (h->p_flags & PF_R ? PROT_READ : 0) | (h->p_flags & PF_X ? PROT_EXEC : 0);

	return mmap(pointer(at.start), at.end - at.start, prot, MAP_PRIVATE | MAP_FIXED, fd,
		       (off_t)page_floor(h->p_offset)) != MAP_FAILED
		       ? true
		       : fail_errno(e, "map our program");
}

/* What prctl(2) sets beside the file stays as it is: proc(5) stat. */
static bool read_map(struct prctl_mm_map *ret, struct err *e)
{
	struct prctl_mm_map m = {.brk = (uintptr_t)sbrk(0)};
	__u64 *const to[] = {[26] = &m.start_code,
		[27] = &m.end_code,
		[28] = &m.start_stack,
		[45] = &m.start_data,
		[46] = &m.end_data,
		[47] = &m.start_brk,
		[48] = &m.arg_start,
		[49] = &m.arg_end,
		[50] = &m.env_start,
		[51] = &m.env_end};
	const size_t fields = sizeof(to) / sizeof(to[0]);
	autoclose int fd = sys_open_at(AT_FDCWD, "/proc/self/stat", O_RDONLY, e);
	char text[1024];
	const char *at;
	ssize_t n;

	if (fd < 0)
		return false;
	n = read(fd, text, sizeof(text) - 1);
	text[n > 0 ? n : 0] = '\0';
	at = strrchr(text, ')'); /* the end of field 2, in which anything may be */
	for (size_t i = 3; at && i < fields; i++) {
		at = strchr(at + 1, ' ');
		if (at && to[i])
			*to[i] = strtoull(at + 1, NULL, 10);
	}
	if (!at)
		return fail(e, "/proc/self/stat is not understood");
	*ret = m;
	return true;
}

bool exe_remap_supported(void)
{
	unsigned size;

	return prctl(PR_SET_MM, PR_SET_MM_MAP_SIZE, &size, 0, 0) == 0 &&
	       size == sizeof(struct prctl_mm_map);
}

static bool is_from_file(const ElfW(Phdr) * h)
{
	return h->p_type == PT_LOAD && h->p_filesz > 0;
}

bool exe_remap_copy(struct exe_remap *ret, struct err *e)
{
	const size_t most = sizeof(ret->data) / sizeof(ret->data[0]);
	struct dl_phdr_info own = {0};

	ret->n = 0;
	if (!read_map(&ret->map, e))
		return false;
	dl_iterate_phdr(first_object, &own);
	for (size_t i = 0; i < own.dlpi_phnum; i++) {
		const ElfW(Phdr) *h = &own.dlpi_phdr[i];

		if (!is_from_file(h) || !(h->p_flags & PF_W))
			continue;
		if (ret->n == most)
			return fail(e, "our program has more than %zu segments of data", most);
		ret->data[ret->n++] = data_of(&own, h);
		if (!copy_data(&ret->data[ret->n - 1], e)) {
			exe_remap_drop(ret);
			return false;
		}
	}
	return true;
}

void exe_remap_drop(struct exe_remap *image)
{
	for (size_t i = 0; i < image->n; i++)
		if (image->data[i].copy)
			munmap(image->data[i].copy, image->data[i].n);
	image->n = 0;
}

/* All that /proc/PID/cmdline and environ show from then on. */
static void set_args(struct prctl_mm_map *map, const char *title)
{
	const struct sys_args args = sys_args_range();
	size_t n = strlen(title) + 1;

	if (!args.at)
		return;
	map->arg_start = (uintptr_t)args.at;
	map->arg_end = map->env_start = map->env_end = map->arg_start + (n < args.n ? n : args.n);
}

bool exe_remap_apply(const struct exe_remap *image, int fd, const char *title, struct err *e)
{
	struct prctl_mm_map map = image->map;
	struct dl_phdr_info own = {0};

	dl_iterate_phdr(first_object, &own);
	for (size_t i = 0; i < own.dlpi_phnum; i++)
		if (is_from_file(&own.dlpi_phdr[i]) && !(own.dlpi_phdr[i].p_flags & PF_W) &&
			!map_again(&own, &own.dlpi_phdr[i], fd, e))
			return false;
	for (size_t i = 0; i < image->n; i++)
		if (!move_data(&image->data[i], e))
			return false;
	map.exe_fd = (uint32_t)fd;
	set_args(&map, title);
	return prctl(PR_SET_MM, PR_SET_MM_MAP, &map, sizeof(map), 0) == 0
		       ? true
		       : fail_errno(e, "run from another file");
}
