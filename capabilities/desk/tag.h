/* tag.h: words that the officers of a place stick to members ("drives", "flyers
 * in Welsh"), and take off again; inside this room only.
 *
 * A tag belongs to the place whose officers made it. It is seen by the officers of
 * that place, of those around it and of those inside it, and by the member.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_DESK_TAG_H
#define CAPABILITIES_DESK_TAG_H

#include "base/list.h"
#include "capabilities/desk/desk.h"

enum { TAG_NAME_MAX = 40, TAGS_MAX = 100 /* of one place */ };

typedef struct { Id id; } TagId;

typedef struct {
    TagId       id;
    const char *name;
    int64_t     members; /* who has it, wherever they are now */
} Tag;

typedef LIST_OF(Tag) TagList;

/* One tag of one member of a list. */
typedef struct {
    PersonId    person;
    TagId       tag;
    const char *name;
    bool        is_here; /* made by the officers of this very place */
} TagMark;

typedef LIST_OF(TagMark) TagMarkList;

/* Those of places around and inside, by name. */
TagList tags_seen(Db *db, Scope scope);
/* Those that the officers here may stick on. */
TagList tags_here(Db *db, Scope scope);
bool    tag_here(Db *db, Scope scope, TagId id, Tag *tag);
/* The tag of this place with this name (in whatever case), made when there is none. */
TagId   tag_named(Db *db, Scope scope, const char *name, TimeMs now, Random *random);
TagMarkList tag_marks(Db *db, Scope scope, const PersonId person[], size_t count);

/* On and off those of a choice. How many were changed; `id` undoes it. */
int64_t tag_put(Db *db, Scope scope, TagId tag, ChoiceId choice, Id batch, TimeMs now);
int64_t tag_take(Db *db, Scope scope, TagId tag, ChoiceId choice, Id batch, TimeMs now);
/* Makes as it was what one's own batch changed; false: there is no such batch. */
bool    tag_undo(Db *db, Scope scope, Id batch);

/* A single member's; and one's own, of whatever place. */
void tag_put_one(Db *db, Scope scope, TagId tag, MemberId member, Id batch, TimeMs now);
void tag_take_one(Db *db, Scope scope, TagId tag, MemberId member);
TagMarkList tags_of_oneself(Db *db, Scope scope);
void tags_prune(Db *db, TimeMs before);

Handler tag_ask, tag_do, tag_undone, member_tag_add, member_tag_off;

#endif
