/* SPDX-License-Identifier: Apache-2.0 */
/* Device rules as an eBPF program: the last rule first, each access bit decided by the first rule
 * that names it. */
#include <linux/bpf.h>
#include <stddef.h>

#include "devices/rules.h"

/* What one rule needs at most, and what the program begins and ends with. */
enum { RULE_MAX = 11, FRAME = 10 };

/* R1 is the context on entry. */
enum { TYPE = BPF_REG_2, ACCESS = BPF_REG_3, MAJOR = BPF_REG_4, MINOR = BPF_REG_5 };
enum { WORK = BPF_REG_6 };

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

static void leave(struct code *c, int verdict)
{
	emit(c, BPF_ALU64 | BPF_MOV | BPF_K, BPF_REG_0, 0, 0, verdict);
	emit(c, BPF_JMP | BPF_EXIT, 0, 0, 0, 0);
}

/* struct bpf_cgroup_dev_ctx: access_type is (access << 16) | type. */
static void begin(struct code *c)
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

/* Jumps that skip the rule; their targets are filled in when its length is known. */
static void skip_unless(struct code *c, int reg, int64_t value, size_t *jumps, size_t *n)
{
	jumps[(*n)++] = c->n;
	emit(c, BPF_JMP | BPF_JNE | BPF_K, reg, 0, 0, (int)value);
}

static void rule(struct code *c, const struct cgroup_device_rule *d)
{
	size_t jumps[4], n = 0;

	if (d->type != 'a')
		skip_unless(c, TYPE, d->type == 'b' ? BPF_DEVCG_DEV_BLOCK : BPF_DEVCG_DEV_CHAR,
			jumps, &n);
	if (d->major >= 0)
		skip_unless(c, MAJOR, d->major, jumps, &n);
	if (d->minor >= 0)
		skip_unless(c, MINOR, d->minor, jumps, &n);
	if (d->allow) {
		/* These bits are settled; done when all are. */
		emit(c, BPF_ALU64 | BPF_AND | BPF_K, ACCESS, 0, 0, ~(int)d->access);
		emit(c, BPF_JMP | BPF_JNE | BPF_K, ACCESS, 0, 2, 0);
		leave(c, 1);
	} else {
		emit(c, BPF_ALU64 | BPF_MOV | BPF_X, WORK, ACCESS, 0, 0);
		emit(c, BPF_ALU64 | BPF_AND | BPF_K, WORK, 0, 0, (int)d->access);
		emit(c, BPF_JMP | BPF_JEQ | BPF_K, WORK, 0, 2, 0);
		leave(c, 0);
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
	struct code c = {.v = arena_array(a, rules->n * RULE_MAX + FRAME, sizeof(*c.v))};
	int verdict = 0;

	begin(&c);
	for (size_t i = rules->n; i > 0; i--) {
		const struct cgroup_device_rule *d = &rules->v[i - 1];

		if (decides_all(d)) {
			verdict = d->allow;
			break; /* no earlier rule is ever asked; the verifier refuses dead code */
		}
		rule(&c, d);
	}
	leave(&c, verdict);
	return (struct cgroup_device_program){.v = c.v, .n = c.n};
}
