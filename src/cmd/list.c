/* SPDX-License-Identifier: Apache-2.0 */
/* brig list: all containers below the root directory. */
#include "brig/state/list.h"
#include "brig/base/log.h"
#include "brig/base/safe.h"
#include "brig/state/status.h"
#include "format.h"
#include "open-container.h"
#include "table.h"

struct list_options {
	enum output_format format;
	bool quiet;
};

#define AT(field) offsetof(struct list_options, field)

/* clang-format off */
static const struct option rows[] = {
	{ "format", 'f', OPTION_WORD, AT(format), NULL,
	  "how to print (table)", &table_or_json },
	{ "quiet", 'q', OPTION_FLAG, AT(quiet), NULL,
	  "print the ids only", NULL },
};
/* clang-format on */

static const char *const header[] = {"ID", "PID", "STATUS", "BUNDLE", "CREATED", "OWNER"};

enum { COLUMNS = sizeof(header) / sizeof(header[0]) };

/* What is printed, in the making. */
struct listing {
	struct str json;
	const char *(*cells)[COLUMNS];
	size_t n, cap;
};

static const char *safe_copy(const char *text, struct arena *a)
{
	char *copy = arena_strdup(a, text);

	safe_text(copy, strlen(copy));
	return copy;
}

static void add_cells(
	struct listing *l, const struct container *c, enum oci_status status, struct arena *a)
{
	const struct oci_record *r = c->record;
	const char **cell;

	l->cells = arena_grow(a, l->cells, &l->n, &l->cap, sizeof(*l->cells));
	cell = l->cells[l->n - 1];
	cell[0] = c->id;
	cell[1] = arena_printf(a, "%d", status == OCI_STATUS_STOPPED ? 0 : r->pid);
	cell[2] = status_name(status);
	cell[3] = safe_copy(r->bundle, a);
	cell[4] = r->created;
	cell[5] = container_owner(r, a);
}

/* A container that is deleted while we look is left out; one that cannot be read is named. */
static void add(struct listing *l, const char *id, const struct runtime *rt)
{
	autocontainer struct container c = NO_CONTAINER;
	enum oci_status status;
	struct err e;

	if (!look_at(&c, rt, id, &e) || !container_query_status(&c, rt->arena, &status, &e)) {
		if (e.code != ENOENT)
			log_warn("%s", e.text);
		return;
	}
	str_addf(&l->json, "%s%s", l->json.n > 0 ? "," : "",
		container_state_json(c.record, rt->arena, status, true));
	add_cells(l, &c, status, rt->arena);
}

static void format_row(struct str *s, const char *const *cell, const size_t *width)
{
	for (size_t i = 0; i + 1 < COLUMNS; i++)
		str_addf(s, "%-*s  ", (int)width[i], cell[i]);
	str_addf(s, "%s\n", cell[COLUMNS - 1]);
}

static const char *format_table(const struct listing *l, struct arena *a)
{
	struct str s = {.arena = a};
	size_t width[COLUMNS];

	for (size_t i = 0; i < COLUMNS; i++) {
		width[i] = strlen(header[i]);
		for (size_t j = 0; j < l->n; j++)
			if (strlen(l->cells[j][i]) > width[i])
				width[i] = strlen(l->cells[j][i]);
	}
	format_row(&s, header, width);
	for (size_t j = 0; j < l->n; j++)
		format_row(&s, l->cells[j], width);
	return str_text(&s);
}

static bool print_ids(const struct str_list *ids, struct arena *a, struct err *e)
{
	struct str s = {.arena = a};

	for (size_t i = 0; i < ids->n; i++)
		str_addf(&s, "%s\n", ids->v[i]);
	return print(str_text(&s), e);
}

static bool list_run(struct invocation *in, struct err *e)
{
	const struct list_options *o = in->options;
	struct arena *a = in->rt->arena;
	struct listing l = {.json = {.arena = a}};
	struct str_list ids;

	if (!container_list(a, in->rt->root, &ids, e))
		return false;
	if (o->quiet)
		return print_ids(&ids, a, e);
	for (size_t i = 0; i < ids.n; i++)
		add(&l, ids.v[i], in->rt);
	return print(o->format == FORMAT_JSON ? arena_printf(a, "[%s]\n", str_text(&l.json))
					      : format_table(&l, a),
		e);
}

const struct command list_command = {
	.name = "list",
	.summary = "List the containers",
	.synopsis = "",
	.needs = NEEDS_ROOT,
	.options = OPTIONS(rows),
	.size = sizeof(struct list_options),
	.run = list_run,
};
