/* SPDX-License-Identifier: Apache-2.0 */
/* Dropping refused values. A property becomes absent; when its type has no value that means absent,
 * the object that contains it is dropped as well. */
#include "drop.h"

#include "brig/base/str.h"
#include "location.h"

/* Whether every value of the C type is valid, so that none can mean absent. */
static bool has_no_absent_value(const struct json_type *type)
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

static void record_index(struct reader *r, struct frame *f)
{
	struct json_dropped *d = r->dropped;

	if (!d || f->type->kind != JSON_LIST)
		return;
	d->v = arena_grow(r->report->arena, d->v, &d->n, &d->cap, sizeof(*d->v));
	d->v[d->n - 1] = (struct json_dropped_element){
		.list = reader_path(r, r->depth - 1), .index = f->n - 1 + f->dropped};
}

static void drop_element(struct reader *r, struct frame *f)
{
	record_index(r, f);
	f->n--;
	f->dropped++;
	memset(f->v + f->n * f->type->stride, 0, f->type->stride);
}

void reader_note_missing(struct frame *f, const struct json_field *field)
{
	if (!field->required)
		return;
	f->incomplete = true;
	f->unusable |= has_no_absent_value(field->type) && !field->pointer;
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
