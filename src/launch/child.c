/* SPDX-License-Identifier: Apache-2.0 */
/* The steps from a process inside the container to its program, which init and the process of exec
 * have in common. */
#include "child.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "brig/base/fd.h"
#include "brig/launch/sync.h"
#include "brig/sys/file.h"
#include "brig/sys/hide.h"
#include "brig/sys/process.h"
#include "brig/sys/tty.h"

void launch_child_init(struct launch_child *lc, struct launch *l)
{
	*lc = (struct launch_child){.l = l, .offsets = -1, .partner = -1, .mailbox_fd = -1};
}

bool process_needs_procfs(const struct plan *p)
{
	return p->label.apparmor || p->label.selinux || p->rlimits.oom_score_adj || p->terminal;
}

bool step_session(struct launch_child *lc, struct err *e)
{
	/* Only ignored signals need this: execve(2) itself resets those with a handler. */
	sys_reset_signals(lc->l->rt->host.ignored | SYS_WRITE_SIGNALS);
	return sys_setsid(e);
}

static bool set_size(const struct launch_child *lc, int tty, struct err *e)
{
	const struct oci_box *box = lc->l->plan->console_size;
	const struct winsize size = {
		.ws_row = box ? (unsigned short)box->height : 0,
		.ws_col = box ? (unsigned short)box->width : 0,
	};

	return !box || sys_tty_set_size(tty, &size, e);
}

static bool open_console(struct launch_child *lc, bool bind, struct err *e)
{
	autoclose int master = -1, slave = -1;
	unsigned number;

	if (!lc->l->plan->terminal)
		return true;
	if (!sys_pty_open(lc->l->root, &master, &slave, &number, e))
		return false;
	if (!lc->l->o->console_socket && !sys_tty_plain_newline(slave, e))
		return false;
	return set_size(lc, slave, e) && (!bind || console_attach(-1, slave, e)) &&
	       sync_send(lc->l->sync_fd, MESSAGE_CONSOLE, (int32_t)number, master, e) &&
	       sys_tty_control(slave, e);
}

bool step_console(struct launch_child *lc, struct err *e)
{
	return open_console(lc, true, e);
}

bool step_terminal(struct launch_child *lc, struct err *e)
{
	return open_console(lc, false, e);
}

/* Shared devices of the host, such as /dev/null, keep their owner. */
static bool may_change_owner(int fd, uid_t uid)
{
	struct err ignored;
	struct stat st;

	if (!sys_stat_at(fd, "", AT_EMPTY_PATH, &st, &ignored) || st.st_uid == uid)
		return false;
	return !S_ISBLK(st.st_mode) && (!S_ISCHR(st.st_mode) || isatty(fd));
}

/* Makes the container's user the owner of its standard streams, so that the program can open
 * /dev/stdout. The error of a file whose owner cannot be changed is ignored. */
bool step_stdio(struct launch_child *lc, struct err *e)
{
	const uid_t uid = lc->l->plan->user.uid;
	struct err ignored;

	(void)e;
	for (int fd = 0; fd <= STDERR_FILENO; fd++)
		if (may_change_owner(fd, uid) &&
			!sys_chown_fd(fd, uid, (gid_t)-1, "standard stream", &ignored))
			continue;
	return true;
}

bool step_keyring(struct launch_child *lc, struct err *e)
{
	return !lc->l->plan->keyring || keyring_join(e);
}

bool step_sched(struct launch_child *lc, struct err *e)
{
	affinity_reset(0);
	return sched_apply(&lc->l->plan->sched, e);
}

bool step_label(struct launch_child *lc, struct err *e)
{
	return label_apply(&lc->l->plan->label, e);
}

bool step_home(struct launch_child *lc, struct err *e)
{
	return program_home(&lc->l->plan->program, lc->l->root, e);
}

bool step_bounding(struct launch_child *lc, struct err *e)
{
	return !lc->l->plan->program.args || capabilities_bound(&lc->l->plan->capabilities, e);
}

bool step_user(struct launch_child *lc, struct err *e)
{
	return !lc->l->plan->program.args || user_apply(&lc->l->plan->user, e);
}

bool step_capabilities(struct launch_child *lc, struct err *e)
{
	return !lc->l->plan->program.args ||
	       capabilities_apply(&lc->l->plan->capabilities, lc->l->plan->seccomp.privileged, e);
}

bool step_no_new_privs(struct launch_child *lc, struct err *e)
{
	return no_new_privs_apply(&lc->l->plan->capabilities, e);
}

bool step_cwd_as_root(struct launch_child *lc, struct err *e)
{
	return program_cwd(&lc->l->plan->program, &lc->cwd_entered, e);
}

bool step_cwd(struct launch_child *lc, struct err *e)
{
	fd_close(&lc->l->root);
	return program_cwd(&lc->l->plan->program, NULL, e) ||
	       (lc->cwd_entered && e->code == EACCES);
}

/* Clears the parent-death signal before READY: the runtime may exit right after DONE. When the
 * runtime dies before DONE, while it writes the record, the socket reports the end of the file. */
bool step_ready(struct launch_child *lc, struct err *e)
{
	struct received m;

	return sys_death_signal(0, e) && sync_send(lc->l->sync_fd, MESSAGE_READY, 0, -1, e) &&
	       sync_expect(lc->l->sync_fd, MESSAGE_DONE, &m, e);
}

bool step_mailbox(struct launch_child *lc, struct err *e)
{
	if (lc->l->seccomp < 0)
		return true;
	lc->mailbox = mailbox_create(&lc->mailbox_fd, e);
	return lc->mailbox;
}

bool step_rlimits(struct launch_child *lc, struct err *e)
{
	return rlimits_apply(&lc->l->plan->rlimits, 0, e);
}

bool step_descriptors(struct launch_child *lc, struct err *e)
{
	return sys_close_from(3 + lc->l->inherit_fds.n, true, e);
}

bool step_announce(struct launch_child *lc, struct err *e)
{
	return sync_send(lc->l->sync_fd, MESSAGE_EXEC, 0, lc->mailbox ? lc->mailbox_fd : -1, e);
}

/* The runtime must be ready before the listener exists, because execve(2) closes the listener of
 * this process. Without root on the host, pidfd_getfd(2) by the runtime needs a dumpable process.
 */
static bool announce_listener(struct launch_child *lc, struct err *e)
{
	struct received m;
	int number;

	if (lc->l->plan->namespaces.rootless && !sys_unhide(e))
		return false;
	return seccomp_listener_number(&number, e) &&
	       sync_send(lc->l->sync_fd, MESSAGE_LISTENER, number, -1, e) &&
	       sync_expect(lc->l->sync_fd, MESSAGE_GO, &m, e);
}

/* From here on the filter applies to this process too, whose only further system call is execve(2).
 */
bool step_seccomp(struct launch_child *lc, struct err *e)
{
	const struct seccomp_plan *p = &lc->l->plan->seccomp;
	int listener = -1;

	if (lc->l->seccomp < 0)
		return true;
	if (p->notify && !announce_listener(lc, e))
		return false;
	lc->filtered = seccomp_install(p, lc->l->seccomp, &listener, e);
	return lc->filtered && (!p->notify || mailbox_wait_ack(lc->mailbox, e));
}

bool step_exec(struct launch_child *lc, struct err *e)
{
	return program_exec(&lc->l->plan->program, e);
}

_Noreturn void process_fail(struct launch_child *lc, const struct err *why)
{
	if (lc->filtered)
		mailbox_put_error(lc->mailbox, why);
	else
		sync_send_error(lc->l->sync_fd, why);
	_exit(EXIT_FAILURE);
}
