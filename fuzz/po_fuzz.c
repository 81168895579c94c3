/* po_fuzz.c: a translators' file is read whole, or refused with a line and a
 * reason; what was read keeps its promises.
 *
 * SPDX-License-Identifier: AGPL-3.0-or-later */
#include "fuzz/fuzz.h"
#include "tools/po_read.h"

static void entry_holds(const PoFile *po, size_t i)
{
    const PoEntry *entry = &po->entries.item[i];
    must(i == 0 || strcmp(po->entries.item[i - 1].english, entry->english) < 0);
    must(entry->english[0] != '\0' && entry->line > 0);
    must(po_find(po, entry->english) == entry);
    if (!entry->is_translated)
        return;
    unsigned forms = entry->many == NULL ? 1 : po->form_count;
    unsigned may = po_placeholders(entry->english);
    if (entry->many != NULL)
        may |= po_placeholders(entry->many) | 1u; /* {1} is the count, named or not */
    for (unsigned form = 0; form < forms; form++) {
        must(entry->forms[form] != NULL && entry->forms[form][0] != '\0');
        must((po_placeholders(entry->forms[form]) & ~may) == 0);
    }
}

/* Brackets, signs, numbers, n, "unsigned long", and brackets that close. */
static void rule_holds(const char *c)
{
    int depth = 0;
    must(strspn(c, "()n?:|&=!<>+-*/%0123456789 UL" "unsigned long") == strlen(c));
    for (; *c != '\0'; c++) {
        depth += (*c == '(') - (*c == ')');
        must(depth >= 0);
    }
    must(depth == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = fuzz_arena();
    const char *source = text_copy_bytes(arena, (const char *)data, size);
    if (!text_is_utf8((const char *)data, size))
        return 0; /* file_read() lets nothing else in */
    PoFile po = {0};
    CompileError error = {0};
    if (!po_read(arena, source, &po, &error)) {
        must(error.line > 0 && error.message[0] != '\0');
        return 0;
    }
    must(error.line == 0);
    must(po.form_count >= 1 && po.form_count <= PO_FORMS_MAX && po.plural_c != NULL);
    must(po.entries.count <= PO_ENTRIES_MAX);
    must(strspn(po.language, "abcdefghijklmnopqrstuvwxyz") == strlen(po.language));
    rule_holds(po.plural_c);
    for (size_t i = 0; i < po.entries.count; i++)
        entry_holds(&po, i);
    return 0;
}
