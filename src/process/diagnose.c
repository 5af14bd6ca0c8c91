/* SPDX-License-Identifier: Apache-2.0 */
/* Examines a file that execve(2) refused, and the interpreter that it names. */
#include "diagnose.h"

#include <ctype.h>
#include <elf.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "brig/base/fd.h"
#include "brig/sys/file.h"
#include "brig/sys/rootfs-file.h"

struct machine {
	unsigned number;
	const char *name;
};

static const struct machine machines[] = {
	{EM_386, "i386"},
	{EM_X86_64, "x86_64"},
	{EM_ARM, "arm"},
	{EM_AARCH64, "aarch64"},
	{EM_RISCV, "riscv"},
	{EM_PPC, "ppc"},
	{EM_PPC64, "ppc64"},
	{EM_S390, "s390"},
	{EM_MIPS, "mips"},
	{EM_SPARCV9, "sparc64"},
	{258 /* EM_LOONGARCH */, "loongarch64"},
};

#if defined(__x86_64__)
enum { OWN_MACHINE = EM_X86_64 };
#elif defined(__aarch64__)
enum { OWN_MACHINE = EM_AARCH64 };
#elif defined(__i386__)
enum { OWN_MACHINE = EM_386 };
#elif defined(__arm__)
enum { OWN_MACHINE = EM_ARM };
#elif defined(__riscv)
enum { OWN_MACHINE = EM_RISCV };
#elif defined(__powerpc64__)
enum { OWN_MACHINE = EM_PPC64 };
#elif defined(__s390x__)
enum { OWN_MACHINE = EM_S390 };
#else
enum { OWN_MACHINE = EM_NONE };
#endif

static const char *machine_name(unsigned number)
{
	for (size_t i = 0; i < sizeof(machines) / sizeof(machines[0]); i++)
		if (machines[i].number == number)
			return machines[i].name;
	return "another machine";
}

/* The kernel reads 256 bytes of a file and follows 4 interpreters (BINPRM_BUF_SIZE, exec_binprm()).
 */
enum { HEAD = 256, DEPTH = 5 };

struct examination {
	int root, code, depth;
	const char *first; /* the file that execve(2) was given */
	struct err *e;
};

static bool examine(const struct examination *l, const char *path);

static bool explain(const struct examination *l, const char *path, const char *fmt, ...)
	printf_like(3, 4);

static bool explain(const struct examination *l, const char *path, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (l->depth > 0)
		return fail_code(
			l->e, l->code, "exec %s: its interpreter %s: %s", l->first, path, text);
	return fail_code(l->e, l->code, "exec %s: %s", path, text);
}

/* Examines the interpreter that the file at path names. */
static bool examine_interpreter(const struct examination *l, const char *path, const char *name)
{
	struct examination next = *l;
	struct err none;
	autoclose int fd = -1;

	if (name[0] != '/')
		return explain(l, path,
			"it names the interpreter '%s', which is not an absolute path", name);
	fd = sys_open_in_root(l->root, name, O_PATH, 0, 0, &none);
	if (fd < 0 && (none.code == ENOENT || none.code == ENOTDIR))
		return fail_code(
			l->e, l->code, "exec %s: its interpreter %s is missing", l->first, name);
	next.depth++;
	return examine(&next, name);
}

static bool examine_script(const struct examination *l, const char *path, char *line)
{
	size_t n = strcspn(line, "\n");
	bool whole = line[n] == '\n';
	char *name = line + 2 + strspn(line + 2, " \t");

	line[n] = '\0';
	if (n > 0 && line[n - 1] == '\r' && name + strcspn(name, " \t") == line + n) {
		line[n - 1] = '\0';
		return explain(l, path,
			"its first line ends in CR LF (saved on Windows?), so its interpreter is "
			"\"%s\\r\"",
			name);
	}
	name[strcspn(name, " \t")] = '\0';
	if (*name == '\0')
		return explain(l, path, "its first line names no interpreter after #!");
	if (!whole && n >= HEAD - 1)
		return explain(l, path, "its first line is longer than the kernel reads");
	return examine_interpreter(l, path, name);
}

static uint64_t number(const unsigned char *p, size_t bytes, bool big)
{
	uint64_t v = 0;

	for (size_t i = 0; i < bytes; i++)
		v |= (uint64_t)p[i] << 8 * (big ? bytes - 1 - i : i);
	return v;
}

/* Reads PT_INTERP of either class into name; false when there is none. */
static bool elf_interpreter(int fd, const unsigned char *head, char *name, size_t size)
{
	bool wide = head[EI_CLASS] == ELFCLASS64, big = head[EI_DATA] == ELFDATA2MSB;
	uint64_t table = number(head + (wide ? 32 : 28), wide ? 8 : 4, big);
	size_t entry = number(head + (wide ? 54 : 42), 2, big);
	size_t count = number(head + (wide ? 56 : 44), 2, big);

	for (size_t i = 0; i < count && i < 128; i++) {
		unsigned char p[56];
		uint64_t at, length;

		if (pread(fd, p, sizeof(p), (off_t)(table + i * entry)) < (wide ? 56 : 32))
			return false;
		if (number(p, 4, big) != PT_INTERP)
			continue;
		at = number(p + (wide ? 8 : 4), wide ? 8 : 4, big);
		length = number(p + (wide ? 32 : 16), wide ? 8 : 4, big);
		if (length == 0 || length > size ||
			pread(fd, name, length, (off_t)at) != (ssize_t)length)
			return false;
		name[length - 1] = '\0';
		return true;
	}
	return false;
}

static bool examine_elf(
	const struct examination *l, const char *path, int fd, const unsigned char *head)
{
	unsigned machine = (unsigned)number(head + 18, 2, head[EI_DATA] == ELFDATA2MSB);
	char name[PATH_MAX];

	if (l->code == ENOEXEC && machine != OWN_MACHINE)
		return explain(l, path, "it is an ELF file for %s, this machine is %s",
			machine_name(machine), machine_name(OWN_MACHINE));
	if (elf_interpreter(fd, head, name, sizeof(name)))
		return examine_interpreter(l, path, name);
	if (l->code == ENOEXEC)
		return explain(l, path, "it is a damaged ELF file, or not a program");
	return fail_code(l->e, l->code, "exec %s", l->first);
}

static bool examine_content(const struct examination *l, const char *path)
{
	autoclose int fd = -1;
	char head[HEAD] = "";
	struct err none;
	ssize_t n;

	/* An executable file need not be readable. */
	fd = sys_open_image_file(l->root, path, &none);
	if (fd < 0)
		return fail_code(l->e, l->code, "exec %s", l->first);
	n = pread(fd, head, sizeof(head) - 1, 0);
	if (n > 2 && head[0] == '#' && head[1] == '!')
		return examine_script(l, path, head);
	if (n >= (ssize_t)sizeof(Elf32_Ehdr) && memcmp(head, ELFMAG, SELFMAG) == 0)
		return examine_elf(l, path, fd, (const unsigned char *)head);
	if (l->code == ENOEXEC && n <= 0)
		return explain(l, path, "it is empty");
	if (l->code == ENOEXEC)
		return explain(l, path,
			"it is neither an ELF file nor a script that begins with #! and its "
			"interpreter");
	return fail_code(l->e, l->code, "exec %s", l->first);
}

static bool examine(const struct examination *l, const char *path)
{
	autoclose int fd = -1;
	struct statvfs fs;
	struct stat st;
	struct err none;

	if (l->depth < DEPTH)
		fd = sys_open_in_root(l->root, path, O_PATH, 0, 0, &none);
	if (fd < 0 || fstat(fd, &st) < 0)
		return fail_code(l->e, l->code, "exec %s", l->first);
	if (S_ISDIR(st.st_mode))
		return explain(l, path, "it is a directory");
	if (!S_ISREG(st.st_mode))
		return explain(l, path, "it is not a regular file");
	if (l->code == EACCES && (st.st_mode & 0111) == 0)
		return explain(l, path, "not executable, its mode is %04o", st.st_mode & 07777);
	if (l->code == EACCES && fstatvfs(fd, &fs) == 0 && fs.f_flag & ST_NOEXEC)
		return explain(l, path, "it is on a filesystem mounted noexec");
	return examine_content(l, path);
}

/* Docker 26 derives the exit statuses 126 and 127 from the text of errno in Go's spelling, lower
 * case. */
static bool lower_case_errno(struct err *e)
{
	const char *text = strerror(e->code);
	size_t used = strlen(e->text), n = strlen(text);

	if (used > n && strcmp(e->text + used - n, text) == 0)
		e->text[used - n] = (char)tolower((unsigned char)*text);
	return false;
}

bool diagnose(int root, const char *path, int code, struct err *e)
{
	struct examination l = {root, code, 0, path, e};

	if (code == E2BIG)
		err_set(e, code, "exec %s: arguments and environment together", path);
	else if (code != ENOENT && code != EACCES && code != ENOEXEC && code != ELIBBAD &&
		 code != EINVAL)
		err_set(e, code, "exec %s", path);
	else
		examine(&l, path);
	return lower_case_errno(e);
}
