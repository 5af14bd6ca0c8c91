/* SPDX-License-Identifier: Apache-2.0 */
/* Mapping our own program anew, while it runs. */
#include "brig/sys/image.h"

#include <fcntl.h>
#include <link.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/uio.h>
#include <unistd.h>

#include "brig/base/fd.h"
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

static bool move(uintptr_t from, struct range to, struct err *e)
{
	size_t n = to.end - to.start;

	return n == 0 || mremap(pointer(from), n, n, MREMAP_MAYMOVE | MREMAP_FIXED,
				 pointer(to.start)) != MAP_FAILED
		       ? true
		       : fail_errno(e, "move memory");
}

/* Data is as we have changed it by now, pointers are relocated: a copy of what is there, of which
 * the first part is read-only. The kernel makes it, since a sanitizer has gaps between variables
 * that we may not read. */
static bool copy_data(struct range data, struct range fixed, struct err *e)
{
	struct range rest = {fixed.end > fixed.start ? fixed.end : data.start, data.end};
	struct iovec from = {pointer(data.start), data.end - data.start}, to = from;

	to.iov_base = mmap(NULL, from.iov_len, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	if (to.iov_base == MAP_FAILED)
		return fail_errno(e, "map memory");
	if (process_vm_readv(getpid(), &to, 1, &from, 1, 0) != (ssize_t)from.iov_len)
		return fail_errno(e, "copy memory");
	fixed = (struct range){data.start, rest.start};
	if (mprotect(to.iov_base, fixed.end - fixed.start, PROT_READ) < 0)
		return fail_errno(e, "protect memory");
	return move((uintptr_t)to.iov_base, fixed, e) &&
	       move((uintptr_t)to.iov_base + (rest.start - data.start), rest, e);
}

static bool map_again(struct range at, const ElfW(Phdr) * h, int fd, struct err *e)
{
	int prot = (h->p_flags & PF_R ? PROT_READ : 0) | (h->p_flags & PF_X ? PROT_EXEC : 0);

	return mmap(pointer(at.start), at.end - at.start, prot, MAP_PRIVATE | MAP_FIXED, fd,
		       (off_t)page_floor(h->p_offset)) != MAP_FAILED
		       ? true
		       : fail_errno(e, "map our program");
}

static bool replace_segment(
	const struct dl_phdr_info *own, const ElfW(Phdr) * h, int fd, struct err *e)
{
	struct range at = pages(own, h->p_vaddr, h->p_filesz), fixed = {0};

	if (!(h->p_flags & PF_W))
		return map_again(at, h, fd, e);
	for (size_t i = 0; i < own->dlpi_phnum; i++)
		if (own->dlpi_phdr[i].p_type == PT_GNU_RELRO)
			fixed = pages(own, own->dlpi_phdr[i].p_vaddr, own->dlpi_phdr[i].p_memsz);
	return copy_data(at, fixed, e);
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

bool sys_image_replace(int fd, struct err *e)
{
	struct dl_phdr_info own = {0};
	struct prctl_mm_map map;

	if (!read_map(&map, e))
		return false;
	dl_iterate_phdr(first_object, &own);
	for (size_t i = 0; i < own.dlpi_phnum; i++)
		if (own.dlpi_phdr[i].p_type == PT_LOAD && own.dlpi_phdr[i].p_filesz > 0 &&
			!replace_segment(&own, &own.dlpi_phdr[i], fd, e))
			return false;
	map.exe_fd = (uint32_t)fd;
	return prctl(PR_SET_MM, PR_SET_MM_MAP, &map, sizeof(map), 0) == 0
		       ? true
		       : fail_errno(e, "run from another file");
}
