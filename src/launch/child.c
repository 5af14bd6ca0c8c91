/* SPDX-License-Identifier: Apache-2.0 */
/* From a process inside the container to its program: what init does, and the process of exec. */
#include "child.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "brig/base/fd.h"
#include "brig/sys/file.h"
#include "brig/sys/hide.h"
#include "brig/sys/tty.h"
#include "sync.h"

bool process_needs_procfs(const struct plan *p)
{
	return p->label.apparmor || p->label.selinux || p->rlimits.oom_score_adj || p->terminal;
}

bool step_session(struct creation *c, struct err *e)
{
	/* execve(2) itself resets what has a handler. */
	sys_reset_signals(c->rt->host.ignored | SYS_WRITE_SIGNALS);
	return sys_setsid(e);
}

static bool set_size(const struct creation *c, int tty, struct err *e)
{
	const struct oci_box *box = c->plan->console_size;
	const struct winsize size = {
		.ws_row = box ? (unsigned short)box->height : 0,
		.ws_col = box ? (unsigned short)box->width : 0,
	};

	return !box || sys_tty_set_size(tty, &size, e);
}

static bool open_console(struct creation *c, bool bind, struct err *e)
{
	autoclose int master = -1, slave = -1;
	unsigned number;

	if (!c->plan->terminal)
		return true;
	if (!sys_pty_open(c->root, &master, &slave, &number, e))
		return false;
	return sys_tty_plain_newline(slave, e) && set_size(c, slave, e) &&
	       (!bind || console_attach(-1, slave, e)) &&
	       sync_send(c->sync_fd, MESSAGE_CONSOLE, (int32_t)number, master, e) &&
	       sys_tty_control(slave, e);
}

bool step_console(struct creation *c, struct err *e)
{
	return open_console(c, true, e);
}

bool step_terminal(struct creation *c, struct err *e)
{
	return open_console(c, false, e);
}

/* The program may open its own /dev/stdout. Not the host's /dev/null and its like, which all share;
 * and where the caller's file can't be given away it stays as it is. */
bool step_stdio(struct creation *c, struct err *e)
{
	struct err ignored;

	(void)e;
	for (int fd = 0; fd <= STDERR_FILENO; fd++) {
		struct stat st;

		if (fstat(fd, &st) < 0 || st.st_uid == c->plan->user.uid)
			continue;
		if (S_ISBLK(st.st_mode) || (S_ISCHR(st.st_mode) && !isatty(fd)))
			continue;
		if (!sys_chown_fd(fd, c->plan->user.uid, (gid_t)-1, "standard stream", &ignored))
			continue;
	}
	return true;
}

bool step_keyring(struct creation *c, struct err *e)
{
	return !c->plan->keyring || keyring_join(e);
}

bool step_sched(struct creation *c, struct err *e)
{
	affinity_reset(0);
	return sched_apply(&c->plan->sched, e);
}

bool step_label(struct creation *c, struct err *e)
{
	return label_apply(&c->plan->label, e);
}

bool step_home(struct creation *c, struct err *e)
{
	return program_home(&c->plan->program, c->root, e);
}

bool step_bounding(struct creation *c, struct err *e)
{
	return !c->plan->program.args || capabilities_bound(&c->plan->capabilities, e);
}

bool step_user(struct creation *c, struct err *e)
{
	return !c->plan->program.args || user_apply(&c->plan->user, e);
}

bool step_capabilities(struct creation *c, struct err *e)
{
	return !c->plan->program.args ||
	       capabilities_apply(&c->plan->capabilities, c->plan->seccomp.privileged, e);
}

bool step_no_new_privs(struct creation *c, struct err *e)
{
	return no_new_privs_apply(&c->plan->capabilities, e);
}

bool step_cwd_as_root(struct creation *c, struct err *e)
{
	return program_cwd(&c->plan->program, &c->cwd_entered, e);
}

bool step_cwd(struct creation *c, struct err *e)
{
	fd_close(&c->root);
	return program_cwd(&c->plan->program, NULL, e) || (c->cwd_entered && e->code == EACCES);
}

/* The runtime may end as soon as it has said DONE, and its death must not be ours by then. That it
 * dies before, while it writes the record, is seen by the end of the wire. */
bool step_ready(struct creation *c, struct err *e)
{
	struct received m;

	return sys_death_signal(0, e) && sync_send(c->sync_fd, MESSAGE_READY, 0, -1, e) &&
	       sync_expect(c->sync_fd, MESSAGE_DONE, &m, e);
}

bool step_mailbox(struct creation *c, struct err *e)
{
	if (c->seccomp < 0)
		return true;
	c->mailbox = mailbox_create(&c->mailbox_fd, e);
	return c->mailbox;
}

bool step_rlimits(struct creation *c, struct err *e)
{
	return rlimits_apply(&c->plan->rlimits, 0, e);
}

bool step_descriptors(struct creation *c, struct err *e)
{
	return sys_close_from(3 + c->inherit_fds.n, true, e);
}

bool step_announce(struct creation *c, struct err *e)
{
	return sync_send(c->sync_fd, MESSAGE_EXEC, 0, c->mailbox ? c->mailbox_fd : -1, e);
}

/* start has to be ready for the listener before there is one: execve(2) closes ours. Without host
 * root only what is dumpable lets it be taken. */
static bool announce_listener(struct creation *c, struct err *e)
{
	struct received m;
	int number;

	if (c->plan->namespaces.rootless && !sys_unhide(e))
		return false;
	return seccomp_listener_number(&number, e) &&
	       sync_send(c->sync_fd, MESSAGE_LISTENER, number, -1, e) &&
	       sync_expect(c->sync_fd, MESSAGE_GO, &m, e);
}

/* From here on the profile decides about our own system calls too: execve(2) is the only one. */
bool step_seccomp(struct creation *c, struct err *e)
{
	const struct seccomp_plan *p = &c->plan->seccomp;
	int listener = -1;

	if (c->seccomp < 0)
		return true;
	if (p->notify && !announce_listener(c, e))
		return false;
	c->filtered = seccomp_install(p, c->seccomp, &listener, e);
	return c->filtered && (!p->notify || mailbox_wait_ack(c->mailbox, e));
}

bool step_exec(struct creation *c, struct err *e)
{
	return program_exec(&c->plan->program, e);
}

_Noreturn void process_fail(struct creation *c, const struct err *why)
{
	if (c->filtered)
		mailbox_put_error(c->mailbox, why);
	else
		sync_send_error(c->sync_fd, why);
	_exit(EXIT_FAILURE);
}
