/* SPDX-License-Identifier: Apache-2.0 */
/* Compiles device rules to an eBPF program. The last rule comes first, and each access bit is
 * decided by the first rule that names it. */
#include "devices/program.h"

#include <linux/bpf.h>
#include <stddef.h>

/* The number of instructions of a rule at most, and of the begin and end of the program. */
enum { RULE_MAX = 11, FRAME_MAX = 10 };

/* Registers. On entry R1 is the context (struct bpf_cgroup_dev_ctx). */
enum { TYPE = BPF_REG_2, ACCESS = BPF_REG_3, MAJOR = BPF_REG_4, MINOR = BPF_REG_5 };
enum { SCRATCH = BPF_REG_6 };

struct code {
	struct bpf_insn *v;
	size_t n;
};

static void emit(struct code *c, int op, int dst, int src, int off, int imm)
{
	c->v[c->n++] = (struct bpf_insn){
		.code = (__u8)op,
		.dst_reg = (__u8)(dst & 15),
		.src_reg = (__u8)(src & 15),
		.off = (__s16)off,
		.imm = imm,
	};
}

static void emit_return(struct code *c, int verdict)
{
	emit(c, BPF_ALU64 | BPF_MOV | BPF_K, BPF_REG_0, 0, 0, verdict);
	emit(c, BPF_JMP | BPF_EXIT, 0, 0, 0, 0);
}

/* Loads the fields of the context; access_type is (access << 16) | type. */
static void emit_loads(struct code *c)
{
	emit(c, BPF_LDX | BPF_MEM | BPF_W, TYPE, BPF_REG_1,
		offsetof(struct bpf_cgroup_dev_ctx, access_type), 0);
	emit(c, BPF_ALU64 | BPF_MOV | BPF_X, ACCESS, TYPE, 0, 0);
	emit(c, BPF_ALU64 | BPF_AND | BPF_K, TYPE, 0, 0, 0xffff);
	emit(c, BPF_ALU64 | BPF_RSH | BPF_K, ACCESS, 0, 0, 16);
	emit(c, BPF_LDX | BPF_MEM | BPF_W, MAJOR, BPF_REG_1,
		offsetof(struct bpf_cgroup_dev_ctx, major), 0);
	emit(c, BPF_LDX | BPF_MEM | BPF_W, MINOR, BPF_REG_1,
		offsetof(struct bpf_cgroup_dev_ctx, minor), 0);
}

/* Adds a jump that skips the rule; emit_rule() sets the target when it knows the length. */
static void emit_skip_unless(struct code *c, int reg, int64_t value, size_t *jumps, size_t *n)
{
	jumps[(*n)++] = c->n;
	emit(c, BPF_JMP | BPF_JNE | BPF_K, reg, 0, 0, (int)value);
}

static void emit_rule(struct code *c, const struct cgroup_device_rule *d)
{
	size_t jumps[4], n = 0;

	if (d->type != 'a')
		emit_skip_unless(c, TYPE, d->type == 'b' ? BPF_DEVCG_DEV_BLOCK : BPF_DEVCG_DEV_CHAR,
			jumps, &n);
	if (d->major >= 0)
		emit_skip_unless(c, MAJOR, d->major, jumps, &n);
	if (d->minor >= 0)
		emit_skip_unless(c, MINOR, d->minor, jumps, &n);
	if (d->allow) {
		/* These access bits are allowed; the program ends if no others remain. */
		emit(c, BPF_ALU64 | BPF_AND | BPF_K, ACCESS, 0, 0, ~(int)d->access);
		emit(c, BPF_JMP | BPF_JNE | BPF_K, ACCESS, 0, 2, 0);
		emit_return(c, 1);
	} else {
		emit(c, BPF_ALU64 | BPF_MOV | BPF_X, SCRATCH, ACCESS, 0, 0);
		emit(c, BPF_ALU64 | BPF_AND | BPF_K, SCRATCH, 0, 0, (int)d->access);
		emit(c, BPF_JMP | BPF_JEQ | BPF_K, SCRATCH, 0, 2, 0);
		emit_return(c, 0);
	}
	for (size_t i = 0; i < n; i++)
		c->v[jumps[i]].off = (__s16)(c->n - jumps[i] - 1);
}

static bool decides_all(const struct cgroup_device_rule *d)
{
	return d->type == 'a' && d->major < 0 && d->minor < 0 &&
	       d->access == (CGROUP_DEVICE_MKNOD | CGROUP_DEVICE_READ | CGROUP_DEVICE_WRITE);
}

struct cgroup_device_program device_program(const struct device_rules *rules, struct arena *a)
{
	struct code c = {.v = arena_array(a, rules->n * RULE_MAX + FRAME_MAX, sizeof(*c.v))};
	int verdict = 0;

	emit_loads(&c);
	for (size_t i = rules->n; i > 0; i--) {
		const struct cgroup_device_rule *d = &rules->v[i - 1];

		if (decides_all(d)) {
			verdict = d->allow;
			break; /* earlier rules have no effect; the verifier refuses unreachable
				  code */
		}
		emit_rule(&c, d);
	}
	emit_return(&c, verdict);
	return (struct cgroup_device_program){.v = c.v, .n = c.n};
}
