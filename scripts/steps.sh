# Steps that announce themselves, tell their time and count their tests. Sourced.

PASSED=0
FAILED=0
SKIPPED=0
LOGS=${CARGO_TARGET_DIR:-target}/test-logs

# step NAME SENTENCE COMMAND…: the first that fails ends everything.
step() {
    local name=$1 sentence=$2 began=$SECONDS log
    shift 2
    mkdir -p "$LOGS"
    log=$LOGS/$name.log
    printf '\n== %s: %s\n' "$name" "$sentence"
    if "$@" 2>&1 | tee "$log"; then
        count "$log" passed
        printf '== %s: done in %s\n' "$name" "$(minutes $((SECONDS - began)))"
    else
        count "$log" failed
        printf '\n== %s FAILED after %s. Everything it said is in %s.\n' "$name" "$(minutes $((SECONDS - began)))" "$log"
        what_failed "$log"
        closing_line
        exit 1
    fi
}

# Says loudly that something could not run here.
skipped() {
    SKIPPED=$((SKIPPED + 1))
    printf '\n== %s: SKIPPED. %s\n' "$1" "$2"
}

# Adds up what the runners in a log say of themselves; a step without a runner is one test.
count() {
    local log=$1 outcome=$2 passed failed
    passed=$(sum "$log" passed)
    failed=$(sum "$log" failed)
    if [ $((passed + failed)) -eq 0 ]; then
        [ "$outcome" = passed ] && passed=1
    fi
    [ "$outcome" = failed ] && [ "$failed" -eq 0 ] && failed=1
    PASSED=$((PASSED + passed))
    FAILED=$((FAILED + failed))
}

# Closing lines of cargo test ("N passed; N failed"), of node's runner ("# pass N", or with another
# mark before) and of vitest ("Tests  N failed | N passed").
sum() {
    local word=$2
    sed 's/\x1b\[[0-9;]*m//g' "$1" | awk -v word="$word" '
        /^test result: / { for (i = 2; i <= NF; i++) if ($i ~ "^" word) total += $(i - 1) }
        /^[^ ]+ (pass|fail) [0-9]+$/ { if (index(word, $2) == 1) total += $3 }
        /^ *Tests +[0-9]/ { for (i = 2; i <= NF; i++) if ($i ~ "^" word) total += $(i - 1) }
        END { print total + 0 }'
}

# What failed, once more at the very end: a log that was cut to its last lines still names it. Reads node's
# runner in both of its layouts, cargo test and vitest, at most 30 lines of each failure and 120 of all.
what_failed() {
    sed 's/\x1b\[[0-9;]*m//g' "$1" | awk '
        /^test .* \.\.\. FAILED$/ { print; left = 0; next }
        /^ *not ok [0-9]/ || /^---- .* stdout ----$/ || /^ *✖ / || /^ *FAIL / { left = 30 }
        /^ *ok [0-9]/ || /^# Subtest/ || /^ *✔ / || /^failures:$/ { left = 0 }
        left-- > 0 { print }' | head -120 || true
}

minutes() { printf '%d:%02d min' $(($1 / 60)) $(($1 % 60)); }

closing_line() {
    local skipped=
    [ "$SKIPPED" -gt 0 ] && skipped=", $SKIPPED skipped"
    printf '\n%d passed, %d failed%s\n' "$PASSED" "$FAILED" "$skipped"
}
