/* SPDX-License-Identifier: Apache-2.0 */
/* Mapping the running program from another file.
 *
 * The kernel changes /proc/PID/exe only when no page of the old file is mapped. Read-only segments
 * are mapped over from the new file, which has the same bytes. Writable segments differ from the
 * file: they are copied to anonymous memory before, while the process can still make ordinary
 * calls, and the copies are moved over them by mremap(2). The code that does this runs from a page
 * that it replaces, which is safe because the bytes are the same. */
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

static int get_program(struct dl_phdr_info *info, size_t size, void *ret)
{
	(void)size;
	*(struct dl_phdr_info *)ret = *info;
	return 1; /* the others are shared libraries */
}

static uintptr_t page_floor(uintptr_t address)
{
	return address & ~(getauxval(AT_PAGESZ) - 1);
}

/* Returns the pages that contain n bytes at an address of the file. */
static struct range pages_of(const struct dl_phdr_info *program, uintptr_t address, size_t n)
{
	uintptr_t page = getauxval(AT_PAGESZ), at = program->dlpi_addr + address;

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

/* Without the address sanitizer, whose red zones between variables are copied too. */
__attribute__((no_sanitize("address"))) static void copy_words(
	volatile long *to, const volatile long *from, size_t n)
{
	for (size_t i = 0; i < n / sizeof(*to); i++)
		to[i] = from[i];
}

/* The RELRO part holds relocated pointers, so it differs from the file too. */
static bool copy_data(struct exe_remap_data *d, struct err *e)
{
	/* MAP_POPULATE would take longer than the page faults. */
	void *copy = mmap(NULL, d->n, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (copy == MAP_FAILED)
		return fail_errno(e, "map memory");
	copy_words(copy, d->at, d->n);
	d->copy = copy;
	return mprotect(d->copy, d->fixed, PROT_READ) == 0 || fail_errno(e, "protect memory");
}

static bool replace_data(const struct exe_remap_data *d, struct err *e)
{
	char *to = d->at, *from = d->copy;

	return move(from, to, d->fixed, e) &&
	       move(from + d->fixed, to + d->fixed, d->n - d->fixed, e);
}

/* RELRO is at the start of its segment. */
static struct exe_remap_data data_of(const struct dl_phdr_info *program, const ElfW(Phdr) * h)
{
	struct range at = pages_of(program, h->p_vaddr, h->p_filesz), fixed = {0};

	for (size_t i = 0; i < program->dlpi_phnum; i++)
		if (program->dlpi_phdr[i].p_type == PT_GNU_RELRO)
			fixed = pages_of(program, program->dlpi_phdr[i].p_vaddr,
				program->dlpi_phdr[i].p_memsz);
	return (struct exe_remap_data){
		.at = pointer(at.start),
		.n = at.end - at.start,
		.fixed = fixed.start == at.start ? fixed.end - fixed.start : 0,
	};
}

static bool map_again(
	const struct dl_phdr_info *program, const ElfW(Phdr) * h, int fd, struct err *e)
{
	struct range at = pages_of(program, h->p_vaddr, h->p_filesz);
	int prot = (h->p_flags & PF_R ? PROT_READ : 0) | (h->p_flags & PF_X ? PROT_EXEC : 0);

	return mmap(pointer(at.start), at.end - at.start, prot, MAP_PRIVATE | MAP_FIXED, fd,
		       (off_t)page_floor(h->p_offset)) != MAP_FAILED
		       ? true
		       : fail_errno(e, "map the program's file");
}

/* Reads the present values of the fields that PR_SET_MM_MAP sets together with the file: proc(5)
 * stat. */
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
	at = strrchr(text, ')'); /* the end of field 2, the name, which may contain any character */
	for (size_t i = 3; at && i < fields; i++) {
		at = strchr(at + 1, ' ');
		if (at && to[i])
			*to[i] = strtoull(at + 1, NULL, 10);
	}
	if (!at)
		return fail(e, "cannot parse /proc/self/stat");
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
	const size_t max = sizeof(ret->data) / sizeof(ret->data[0]);
	struct dl_phdr_info program = {0};

	ret->n = 0;
	if (!read_map(&ret->map, e))
		return false;
	dl_iterate_phdr(get_program, &program);
	for (size_t i = 0; i < program.dlpi_phnum; i++) {
		const ElfW(Phdr) *h = &program.dlpi_phdr[i];

		if (!is_from_file(h) || !(h->p_flags & PF_W))
			continue;
		if (ret->n == max)
			return fail(e, "the program has more than %zu writable segments", max);
		ret->data[ret->n++] = data_of(&program, h);
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

/* Limits /proc/PID/cmdline to title, and empties /proc/PID/environ. */
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
	struct dl_phdr_info program = {0};

	dl_iterate_phdr(get_program, &program);
	for (size_t i = 0; i < program.dlpi_phnum; i++)
		if (is_from_file(&program.dlpi_phdr[i]) && !(program.dlpi_phdr[i].p_flags & PF_W) &&
			!map_again(&program, &program.dlpi_phdr[i], fd, e))
			return false;
	for (size_t i = 0; i < image->n; i++)
		if (!replace_data(&image->data[i], e))
			return false;
	map.exe_fd = (uint32_t)fd;
	set_args(&map, title);
	return prctl(PR_SET_MM, PR_SET_MM_MAP, &map, sizeof(map), 0) == 0
		       ? true
		       : fail_errno(e, "run from another file");
}
