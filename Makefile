# Short commands for those who develop; meson and ninja do the work.
# Strangers need only ./run and ./test.
.PHONY: all check new tidy docs mutants crawl attacks tampering forgotten routes bench fuzz soak words help clean

BENCHES := $(basename $(notdir $(wildcard bench/*.c)))

all: ## build the program (build/groundswell)
	@tools/configure.sh build
	@ninja -C build --quiet

check: ## the fast tests: gcc, ASan and UBSan; statements on PostgreSQL too; then tidy
	@CC=gcc tools/configure.sh .build/gcc --buildtype=debugoptimized -Db_sanitize=address,undefined -Db_lundef=false -Dtests=true
	@ninja -C .build/gcc --quiet
	@.build/gcc/tests/tests
	@tests/postgres.sh run .build/gcc/tests/tests 'every_statement*'
	@$(MAKE) --no-print-directory tidy

.build/tidy: $(wildcard tools/tidy*.c tools/tidy*.h) $(wildcard base/*.c base/*.h)
	@mkdir -p .build
	@cc -std=gnu17 -O1 -I. -o $@ $(filter tools/%.c,$^) $(filter-out %_test.c,$(filter base/%.c,$^)) -lsodium -lutf8proc

tidy: .build/tidy all ## the rules of the house that a machine can check
	@.build/tidy . build

new: ## a room or a page that passes: make new capability=x, make new page=room/x [title="…" cy="…"]
	@tools/new.sh $(if $(capability),capability "$(capability)",$(if $(page),page "$(page)")) "$(title)" "$(cy)"

docs: .build/tidy all ## write the pages of docs/ that are made from the source anew
	@tools/docs.sh

routes: docs

words: all ## what still has no Welsh
	@build/wordsc --missing $$(tools/sources.sh po) $$(tools/sources.sh worded)

bench: benches ## build every bench and run it
	@for b in $(BENCHES); do echo "== $$b"; build/bench/$$b; done

.PHONY: benches $(BENCHES)
benches:
	@tools/configure.sh build -Dbenches=true
	@ninja -C build --quiet

# Benches that are whole stories, with a server of their own: spike, pages, serve, places_import.
SCRIPTS := $(basename $(notdir $(wildcard bench/*.sh)))
.PHONY: $(SCRIPTS)
$(SCRIPTS): %: all
	@bench/$@.sh

# Every program under build/bench/ has a target of its name.
$(BENCHES): %: benches
	@build/bench/$@

fuzz: ## a short run of every fuzz target, always the same one
	@fuzz/short.sh

mutants: ## takes each scope predicate out, one at a time: does a test see it?
	@tests/mutants.sh

crawl: ## somebody greedy as each role, 100,000 requests each: how many people do they see?
	@tools/configure.sh .build/plain -Dtests=true
	@ninja -C .build/plain --quiet tests/tests
	@CRAWL_REQUESTS=$${REQUESTS:-100000} .build/plain/tests/tests 'crawling*'

forgotten: ## 1,000 people over all tables, and 10,000 histories of people who were forgotten
	@tools/configure.sh .build/plain -Dtests=true
	@ninja -C .build/plain --quiet tests/tests
	@RIGHTS_PEOPLE=$${PEOPLE:-1000} .build/plain/tests/tests 'rights_*'
	@FORGOTTEN_HISTORIES=$${HISTORIES:-10000} .build/plain/tests/tests 'forgotten_*'

attacks: ## 10,000 movements whose published counts somebody with a solver reads for a year
	@tools/configure.sh .build/plain -Dtests=true
	@ninja -C .build/plain --quiet tests/tests
	@PUBLISHED_ATTACKS=$${ATTACKS:-10000} .build/plain/tests/tests 'published_counts_*'

tampering: ## 10,000 changes to the audit trail: does the verifier find each with the public heads alone?
	@tools/configure.sh .build/plain -Dtests=true
	@ninja -C .build/plain --quiet tests/tests
	@TRAIL_ATTACKS=$${ATTACKS:-10000} .build/plain/tests/tests 'tampering_*'

soak: ## hours of fuzzing, resumable: make soak HOURS=4
	@fuzz/soak.sh $${HOURS:-1}

clean:
	@rm -rf build .build

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12
