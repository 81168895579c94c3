/* member.h: one member as their officers see them: how to reach them, tags, notes,
 * what happened; inside this room only.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_DESK_MEMBER_H
#define CAPABILITIES_DESK_MEMBER_H

#include "capabilities/desk/list.h"
#include "capabilities/desk/tag.h"
#include "web/form.h"

enum { NOTE_TEXT_MAX = 2000, NOTES_SHOWN = 100, NOTE_VERSIONS_SHOWN = 50, TIMELINE_SHOWN = 100 };

typedef struct { Id id; } NoteId;

/* A note as it reads now. */
typedef struct {
    NoteId      id;
    int64_t     version;
    const char *text, *by; /* by: the name of who wrote it; "" when it is not known any more */
    Lang        lang;
    TimeMs      at, changed, gone; /* gone 0: it stands */
    bool        is_own; /* the reader wrote it */
} Note;

typedef LIST_OF(Note) NoteList;

typedef struct {
    int64_t     version;
    const char *text, *by;
    Lang        lang;
    TimeMs      at;
    bool        is_gone; /* it was taken away with this */
} NoteVersion;

typedef LIST_OF(NoteVersion) NoteVersionList;

/* One member of the scope; false when there is none with this id there. */
bool member_here(Db *db, Scope scope, MemberId id, Chosen *member);

/* Notes about somebody who belongs into the scope's area now, the newest first. */
NoteList        notes_about(Db *db, Scope scope, PersonId person);
NoteList        notes_about_oneself(Db *db, Scope scope);
int64_t         notes_about_oneself_count(Db *db, Scope scope);
bool            note_by_id(Db *db, Scope scope, PersonId person, NoteId id, Note *note);
NoteVersionList note_versions(Db *db, Scope scope, PersonId person, NoteId id);
NoteId          note_add(Db *db, Scope scope, PersonId person, Lang lang, const char *text,
                         TimeMs now, Random *random);
/* As version + 1; false: somebody else has changed it meanwhile, or it is gone. */
bool            note_change(Db *db, Scope scope, PersonId person, const Note *note, Lang lang,
                            const char *text, TimeMs now);
/* Takes it away, or brings it back. */
bool            note_set_gone(Db *db, Scope scope, PersonId person, const Note *note, bool is_gone,
                              TimeMs now);

/* By which ways they want to be reached (profile); 0: they told nothing. */
int64_t member_reach(Db *db, Scope scope, PersonId person);

/* A letter by mail from an officer to one member: why_letter of the outbox. */
extern const char why_letter[];
typedef enum { WRITE_FINE, WRITE_NO_ADDRESS, WRITE_NOT_WANTED, WRITE_NO_REPLY } WriteMay;
WriteMay member_may_write(Request *req, const Chosen *member);
typedef struct { Request *req; const Chosen *member; const Form *form; WriteMay may; } WriteView;
Handler write_show, write_send;

typedef struct {
    Request       *req;
    const Chosen  *member;
    TagMarkList    marks;
    NoteList       notes;
    Timeline      *timeline;
    const Form    *note, *tag;
    WriteMay       may_write;
    const MemberAction *const *actions; /* what can be done with one as with many */
    size_t         action_count;
    const char    *undo_note, *done; /* NULL: nothing was done just now */
} MemberView;

typedef struct {
    Request        *req;
    const Chosen   *member;
    Note            note;
    NoteVersionList versions;
    const Form     *form; /* NULL: the note is somebody else's, or gone */
    bool            was_changed; /* by somebody else, meanwhile */
} NoteView;

Handler member_show, note_keep, note_show, note_keep_change, note_remove, note_back;
Handler own_notes_show;

/* Its address below that of the member; "" for the member's own. */
const char *path_member_below(Request *req, const Chosen *member, const char *rest);
void desk_timeline(Timeline *timeline);

#endif
