/* address.h: another e-mail address for an account; inside this room only.
 *
 * Why it is done so is told in the README, "A lost mailbox".
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef CAPABILITIES_MEMBERS_ADDRESS_H
#define CAPABILITIES_MEMBERS_ADDRESS_H

#include "base/list.h"
#include "capabilities/members/roll.h"

/* Stored as numbers: add at the end, never reorder. */
typedef enum { ADDRESS_OWN = 1, ADDRESS_LOST } AddressKind;
typedef enum {
    ADDRESS_ASKED = 1, /* the link to the new address was sent */
    ADDRESS_PROVEN,    /* lost: mails arrive there; a local officer is needed */
    ADDRESS_CODED,     /* lost: an officer has a code for them */
    ADDRESS_WAITING,   /* lost: the code was right; in force when valid_until comes */
    ADDRESS_DONE,      /* own: until valid_until the old address can take it back */
} AddressState;

enum {
    ADDRESS_TRIES_MAX = 5,
    ADDRESS_A_DAY_MAX = 3,   /* mails to one new address */
    ADDRESS_A_WEEK_MAX = 3,  /* askings about one person that are taken on */
    ADDRESS_CODE_DIGITS = 8,
    ADDRESS_STEP_MAX = 100,  /* rows in one step of the job */
};
#define ADDRESS_LINK_MS ((TimeMs)3 * DAY_MS)
#define ADDRESS_WAIT_MS ((TimeMs)3 * DAY_MS)  /* between the right code and the change */
#define ADDRESS_OPEN_MS ((TimeMs)14 * DAY_MS) /* for the officer and the code; for taking back */

typedef struct { Id id; } AddressId;

typedef struct {
    AddressId    id;
    AddressKind  kind;
    AddressState state;
    PersonId     person; /* none: leads nowhere */
    const char  *old_mail, *new_mail; /* old: "" for none */
    Lang         lang;
    Hash         new_hash, stop_hash, code_hash; /* code: zero for none */
    int64_t      tries;
    PersonId     by;
    TimeMs       created, until;
} Address;

void address_add(Db *db, const Address *address);
bool address_by_new(Db *db, Hash new_hash, TimeMs now, Address *address);
bool address_by_stop(Db *db, Hash stop_hash, TimeMs now, Address *address);
/* Writes state, until, code and officer; false: it is not as it was read any more. */
bool address_step(Db *db, const Address *from, const Address *to);
/* Another link to the old address; an earlier one leads nowhere then. */
void address_stop_link(Db *db, const Address *address, Hash stop_hash);
void address_wrong_code(Db *db, const Address *address);
void address_end(Db *db, const Address *address);
int64_t address_asked_since(Db *db, PersonId person, TimeMs since);

/* As the officers of a place see it, for ringing them up. */
typedef struct { Address address; Member member; const char *postal, *postcode; } AddressAsk;
typedef LIST_OF(AddressAsk) AddressAskList;
AddressAskList address_asks(Db *db, Scope scope, TimeMs now);
bool           address_ask(Db *db, Scope scope, AddressId id, TimeMs now, AddressAsk *ask);
int64_t        address_asks_count(Db *db, AreaId area, TimeMs now);

/* Those whose waiting is over. */
typedef LIST_OF(Address) AddressList;
AddressList address_due(Db *db, TimeMs now);
void        address_prune(Db *db, TimeMs now);

/* The account, the membership and what was said about mails go to the new address.
 * False: somebody else has it meanwhile. */
bool address_change(Db *db, PersonId person, const char *old_mail, const char *new_mail,
                    TimeMs now, Random *random);
/* The membership alone, in force or over. */
void members_set_mail(Db *db, PersonId person, const char *mail, TimeMs now, Random *random);

/* A link's secret, 32 hex digits. */
const char *address_token(Request *req);
/* Whether this mailbox may be sent another such mail today; the same for all. */
bool address_has_mail_left(Request *req, const char *mail);
bool address_job(Job *job);

/* --- pages ------------------------------------------------------------------------- */

typedef enum { LINK_OVER, LINK_ASKS, LINK_DONE, LINK_STANDS, LINK_STOPPED, LINK_TAKEN } AddressShows;

typedef struct {
    Request       *req;
    AddressShows   shows;
    const Address *address;
    const Form    *form;  /* of the code */
} AddressView;

typedef struct {
    Request       *req;
    AddressAskList asks;
    const AddressAsk *coded; /* the one that a code was made for a moment ago; NULL */
    const char    *code;
} AsksView;

void address_own_page(Page *page, Request *req, const Form *form, const char *mail, bool was_sent);
void address_link_page(Page *page, const AddressView *view);
void address_stop_page(Page *page, const AddressView *view);
void address_card(Page *page);
void lost_page(Page *page, const Form *form);
void lost_sent_page(Page *page);
void asks_page(Page *page, const AsksView *view);

/* What the link to the new address of a lost mailbox opens. */
Reply lost_link(Request *req, const Address *address);
Reply lost_link_go_on(Request *req, const Address *address);

void address_account_card(Page *page, Request *req);
void address_waits(DeskWaits *waits);

Handler address_own_show, address_own_send, address_link_show, address_link_do,
    address_stop_show, address_stop_do, lost_show, lost_send, lost_sent, asks_show, ask_answer;

#endif
