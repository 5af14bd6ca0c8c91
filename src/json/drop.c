/* SPDX-License-Identifier: Apache-2.0 */
/* Taking back what was refused, so that the rest can be used: a property becomes absent; what can't
 * be absent takes the value around it along. */
#include "brig/base/str.h"
#include "reader.h"

static bool is_plain(const struct json_type *type)
{
	switch (type->kind) {
	case JSON_BOOL:
	case JSON_INT:
	case JSON_UINT:
	case JSON_ENUM:
		return true;
	case JSON_STRING:
	case JSON_OBJECT:
	case JSON_LIST:
	case JSON_MAP:
		break;
	}
	return false;
}

static void note_gap(struct reader *r, struct frame *f)
{
	struct json_gaps *g = r->gaps;
	struct json_gap *gap;

	if (!g || f->type->kind != JSON_LIST)
		return;
	g->v = arena_grow(r->report->arena, g->v, &g->n, &g->cap, sizeof(*g->v));
	gap = &g->v[g->n - 1];
	gap->list = reader_path(r, r->depth - 1);
	gap->index = f->n - 1 + f->dropped;
}

static void drop_element(struct reader *r, struct frame *f)
{
	note_gap(r, f);
	f->n--;
	f->dropped++;
	memset(f->v + f->n * f->type->stride, 0, f->type->stride);
}

void reader_note_missing(struct frame *f, const struct json_field *field)
{
	if (!field->required)
		return;
	f->incomplete = true;
	f->unusable |= is_plain(field->type) && !field->pointer;
}

void reader_drop_value(struct reader *r)
{
	struct frame *f = r->depth > 0 ? &r->frames[r->depth - 1] : NULL;
	const void *absent = NULL;

	if (!f)
		return;
	if (f->type->kind != JSON_OBJECT) {
		drop_element(r, f);
		return;
	}
	if (f->field->pointer)
		memcpy(f->out + f->field->offset, &absent, sizeof(absent));
	reader_note_missing(f, f->field);
}

void reader_pop_incomplete(struct reader *r, bool incomplete, bool unusable)
{
	const struct frame *around = r->depth > 0 ? &r->frames[r->depth - 1] : NULL;

	if (unusable || (incomplete && around && around->type->kind != JSON_OBJECT))
		reader_drop_value(r);
}
