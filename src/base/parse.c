/* SPDX-License-Identifier: Apache-2.0 */
/* Strict parsers of numbers, sizes, durations and signals. */
#include "brig/base/parse.h"

#include <ctype.h>
#include <inttypes.h>
#include <limits.h>
#include <signal.h>
#include <string.h>
#include <strings.h>

#include "brig/base/names.h"
#include "brig/base/str.h"

bool parse_u64(const char *s, uint64_t max, uint64_t *ret, struct err *e)
{
	uint64_t n = 0;

	if (!*s)
		return fail(e, "a number is missing");
	for (const char *p = s; *p; p++) {
		if (!isdigit((unsigned char)*p))
			return fail(e, "'%s' is not a whole number", s);
		if (__builtin_mul_overflow(n, 10, &n) ||
			__builtin_add_overflow(n, (uint64_t)(*p - '0'), &n) || n > max)
			return fail(e, "%s is too large, the largest is %" PRIu64, s, max);
	}
	*ret = n;
	return true;
}

bool parse_i64(const char *s, int64_t min, int64_t max, int64_t *ret, struct err *e)
{
	bool negative = *s == '-';
	uint64_t n;

	if (!parse_u64(s + negative, (uint64_t)INT64_MAX + negative, &n, e))
		return false;
	*ret = negative ? (int64_t)(0 - n) : (int64_t)n;
	if (*ret < min || *ret > max)
		return fail(e, "%s is not between %" PRId64 " and %" PRId64, s, min, max);
	return true;
}

bool parse_mode(const char *s, unsigned *ret, struct err *e)
{
	unsigned n = 0;

	for (const char *p = s; *p; p++) {
		if (*p < '0' || *p > '7' || (n = n * 8 + (unsigned)(*p - '0')) > 07777)
			return fail(e, "'%s' is not an octal mode", s);
	}
	*ret = n;
	return *s ? true : fail(e, "a mode is missing");
}

static bool is_unit_tail(const char *s)
{
	return !*s || strcasecmp(s, "b") == 0 || strcasecmp(s, "ib") == 0;
}

bool parse_size(const char *s, int64_t *ret, struct err *e)
{
	static const char units[] = "kmgtp";
	size_t digits = strspn(s, "0123456789");
	const char *unit = s + digits, *known;
	char number[24];
	uint64_t n;
	unsigned shift = 0;

	if (str_eq(s, "-1")) {
		*ret = -1;
		return true;
	}
	if (digits == 0 || digits >= sizeof(number))
		return fail(e, "'%s' is not a size such as 512m", s);
	memcpy(number, s, digits);
	number[digits] = '\0';
	if (!parse_u64(number, INT64_MAX, &n, e))
		return false;
	if (*unit && strcasecmp(unit, "b") != 0) {
		known = strchr(units, tolower((unsigned char)*unit));
		if (!known || !is_unit_tail(unit + 1))
			return fail(e, "'%s' is not a size such as 512m", s);
		shift = 10 * (unsigned)(known - units + 1);
	}
	if (n > (uint64_t)INT64_MAX >> shift)
		return fail(e, "%s is too large for a size", s);
	*ret = (int64_t)(n << shift);
	return true;
}

/* The unit at s in nanoseconds, and the length of its name in *n; 0 when s begins with no unit. */
static double unit_of(const char *s, size_t *n)
{
	static const struct {
		const char *name;
		double ns;
	} units[] = {{"ns", 1}, {"us", 1e3}, {"\u00b5s", 1e3}, {"ms", 1e6}, {"s", 1e9}, {"m", 60e9},
		{"h", 3600e9}};

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		*n = strlen(units[i].name);
		if (strncmp(s, units[i].name, *n) == 0)
			return units[i].ns;
	}
	return 0;
}

bool parse_duration(const char *s, int *ret_ms, struct err *e)
{
	const char *p = s;
	double ns = 0;

	while (*p) {
		size_t digits = strspn(p, "0123456789"), n;
		double value = 0, place = 1, unit;

		for (size_t i = 0; i < digits; i++)
			value = value * 10 + (*p++ - '0');
		if (*p == '.')
			for (p++; isdigit((unsigned char)*p); digits++)
				value += (*p++ - '0') * (place /= 10);
		unit = unit_of(p, &n);
		if (digits == 0 || unit == 0)
			return fail(e, "'%s' is not a time such as 5s or 1m30s", s);
		ns += value * unit;
		p += n;
	}
	if (ns < 1e6)
		return fail(e, "'%s' is less than a millisecond", s);
	if (ns > INT_MAX * 1e6)
		return fail(e, "%s is too long", s);
	*ret_ms = (int)(ns / 1e6);
	return true;
}

/* clang-format off */
static const struct name signal_rows[] = {
	{ "ABRT", SIGABRT }, { "ALRM", SIGALRM }, { "BUS", SIGBUS }, { "CHLD", SIGCHLD },
	{ "CLD", SIGCHLD }, { "CONT", SIGCONT }, { "FPE", SIGFPE }, { "HUP", SIGHUP },
	{ "ILL", SIGILL }, { "INT", SIGINT }, { "IO", SIGIO }, { "IOT", SIGABRT },
	{ "KILL", SIGKILL }, { "PIPE", SIGPIPE }, { "POLL", SIGIO }, { "PROF", SIGPROF },
	{ "PWR", SIGPWR }, { "QUIT", SIGQUIT }, { "SEGV", SIGSEGV }, { "STKFLT", SIGSTKFLT },
	{ "STOP", SIGSTOP }, { "SYS", SIGSYS }, { "TERM", SIGTERM }, { "TRAP", SIGTRAP },
	{ "TSTP", SIGTSTP }, { "TTIN", SIGTTIN }, { "TTOU", SIGTTOU }, { "URG", SIGURG },
	{ "USR1", SIGUSR1 }, { "USR2", SIGUSR2 }, { "VTALRM", SIGVTALRM },
	{ "WINCH", SIGWINCH }, { "XCPU", SIGXCPU }, { "XFSZ", SIGXFSZ },
};
/* clang-format on */

static const struct names signals = NAMES(signal_rows);

/* The kernel's range. glibc's SIGRTMIN would be 34 too, but that depends on the C library, and the
 * container may use another one. */
enum { SIGNAL_MAX = 64, RT_MIN = 34 };

static bool parse_realtime(const char *name, int *ret)
{
	bool from_top = strncmp(name, "RTMAX", 5) == 0;
	uint64_t n = 0;
	struct err ignored;

	if (!from_top && strncmp(name, "RTMIN", 5) != 0)
		return false;
	if (name[5] && (name[5] != (from_top ? '-' : '+') ||
			       !parse_u64(name + 6, SIGNAL_MAX - RT_MIN, &n, &ignored)))
		return false;
	*ret = from_top ? SIGNAL_MAX - (int)n : RT_MIN + (int)n;
	return true;
}

bool parse_signal(const char *s, int *ret, struct err *e)
{
	char name[16] = "";
	const struct name *row;
	uint64_t n;

	if (isdigit((unsigned char)*s)) {
		if (!parse_u64(s, SIGNAL_MAX, &n, e))
			return fail(e, "signal %s is not between 0 and %d", s, SIGNAL_MAX);
		*ret = (int)n;
		return true;
	}
	if (strncasecmp(s, "SIG", 3) == 0)
		s += 3;
	for (size_t i = 0; i < sizeof(name) - 1 && s[i]; i++)
		name[i] = (char)toupper((unsigned char)s[i]);
	if (strlen(s) < sizeof(name) && parse_realtime(name, ret))
		return true;
	row = strlen(s) < sizeof(name) ? names_find(&signals, name) : NULL;
	if (!row)
		return fail(e, "unknown signal '%s'", s);
	*ret = (int)row->value;
	return true;
}

const char *signal_name(int sig)
{
	return names_of(&signals, (uint64_t)sig);
}
