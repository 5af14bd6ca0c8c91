/* SPDX-License-Identifier: Apache-2.0 */
/* The error value of all functions. The caller owns it and it has no pointers, so that it works
 * after clone(2) and is sent to another process as it is. */
#ifndef BRIG_BASE_ERR_H
#define BRIG_BASE_ERR_H

#include <errno.h>
#include <stdbool.h>

#define must_check __attribute__((warn_unused_result))
/* For a rarely called function with large buffers: inlined, the buffers would enlarge the stack
 * frame of the caller, and cost page faults also when the function is not called. */
#define never_inline __attribute__((noinline))
#define printf_like(fmt, args) __attribute__((format(printf, fmt, args)))

enum { ERR_TEXT_MAX = 2044 };

/* code is an errno value, or 0 when the error did not come from the kernel. */
struct err {
	int code;
	char text[ERR_TEXT_MAX];
};

/* Functions behind the macros fail_code() and fail_in(). */
void err_set(struct err *e, int code, const char *fmt, ...) printf_like(3, 4);
void err_context(struct err *e, const char *fmt, ...) printf_like(2, 3);

/* The value of the four below is always false; they are macros so that the compiler knows it.
 * fail(e, fmt, …) fills e with the text and code 0. */
#define fail(e, ...) (err_set((e), 0, __VA_ARGS__), false)

/* As fail(), with code (an errno value), and appends ": <strerror>". */
#define fail_code(e, code, ...) (err_set((e), (code), __VA_ARGS__), false)

/* As fail_code() with the current errno. */
#define fail_errno(e, ...) (err_set((e), errno, __VA_ARGS__), false)

/* Puts "<context>: " in front of the text of an error that a called function returned; keeps the
 * code. */
#define fail_in(e, ...) (err_context((e), __VA_ARGS__), false)

/* fail_fd() and fail_null() convert the false of the macros for functions that return a descriptor
 * or pid (-1) or a pointer (NULL): return fail_fd(fail_errno(e, "open %s", path)); */
static inline int fail_fd(bool failed)
{
	return failed ? 0 : -1;
}

static inline void *fail_null(bool failed)
{
	(void)failed;
	return (void *)0;
}

#endif
