# bench/rows.sh - what bench/run measures, a function for each group of rows. Sourced by it.
# shellcheck shell=bash disable=SC2154
broken= # what was wrong with the rounds of the next row
rows=() # "size|database|row|figure|ratio|met|goal"
declare -A fig # what later rows compare with: "size database name"

# row SIZE DATABASE NAME FIGURE RATIO CONDITION GOAL: CONDITION is awk's, "-" where there is no goal. The goals are those
# of SQLite; on PostgreSQL a verdict stands in brackets and is not counted, but where the row compares the two.
row() {
        local met=-
        [ "$6" = - ] || met=$(awk "BEGIN { print ($6) ? \"met\" : \"missed\" }")
        [ -z "$broken" ] || { met=missed; set -- "$1" "$2" "$3" "$4 ($broken)" "$5" "$6" "$7"; broken=; }
        [[ $2 != postgres || $met = - || $3 = *"of SQLite's" ]] || met="($met)"
        rows+=("$1|$2|$3|$4|$5|$met|$7")
        printf '%-8s %-8s %-44s %-40s %-10s %-7s %s\n' "$1" "$2" "$3" "$4" "$5" "$met" "$7" >&2
}

# ask CLIENTS FILE [load's options]: one round against our server; "rate p50 p99 longest good bad".
ask() {
        local clients=$1 file=$2
        shift 2
        "$bin/load" -c "$clients" -H "$cookie" -H 'X-Amends-CSRF: 1' -H "Content-Type: ${type:-application/json}" "$@" "$ports" "$work/$file"
}
timed() { ask "$1" "$2" -t "$ROUND_S" "${@:3}"; }
bare() { "$bin/load" -c "$1" -t "$ROUND_S" "$((ports + 1))" "$work/$2"; }

# rounds NAME COMMAND...: $NAME.1 ... hold the columns of ROUNDS rounds; refused answers are an error.
rounds() {
        local name=$1 i
        shift
        : >"$work/$name.out"
        for ((i = 0; i < ROUNDS; i++)); do "$@" >>"$work/$name.out"; done
}
# pair A 'COMMAND' B 'COMMAND': in turn.
pair() {
        local i
        : >"$work/$1.out"; : >"$work/$3.out"
        for ((i = 0; i < ROUNDS; i++)); do
                eval "$2" >>"$work/$1.out"
                eval "$4" >>"$work/$3.out"
        done
}
rate() { awk '{ print $1 }' "$work/$1.out" | median; }
p50() { awk '{ print $2 }' "$work/$1.out" | median; }
p99() { awk '{ print $3 }' "$work/$1.out" | median; }
refused() { awk '{ n += $6 } END { print n + 0 }' "$work/$1.out"; }
# ratio A B COLUMN: the median of the rounds' own ratios.
ratio() { paste "$work/$1.out" "$work/$2.out" | awk -v c="$3" '{ n = NF / 2; if ($(c + n) > 0) print $c / $(c + n) }' | median; }
times() { printf '%.2f' "$1"; }
check() { # a round without an answer, or with one refused, meets no goal
        local n
        n=$(refused "$1")
        [ "$n" = 0 ] || broken="$n refused"
        [ "$(awk '$1 == 0' "$work/$1.out" | wc -l)" = 0 ] && [ -s "$work/$1.out" ] || broken='no answer'
}

cpu_ms() { awk -v hz="$(getconf CLK_TCK)" '{ print ($14 + $15) * 1000 / hz }' "/proc/$1/stat"; }
rss_mib() { awk '/VmRSS/ { printf "%.1f\n", $2 / 1024 }' "/proc/$1/status"; }

serve_it() { # SIZE DATABASE
        local more=() since
        [ "$2" = sqlite ] || more=(--db "$url")
        since=$(date +%s%N)
        start server "$ports" env ${slow:+LD_PRELOAD="$PWD/$bin/slowsync.so" AMENDS_SYNC_MS=$slow} \
                build/amends serve --data "$data" "${more[@]}" --listen "127.0.0.1:$ports" --log-level error
        ready_ms=$((($(date +%s%N) - since) / 1000000))
        cookie=$(login "$ports" agent9@simulated.example) || exit 1
}

# ---- starting, memory, disk ----

row_empty() {
        local name
        for name in 1 2 3; do
                start server "$ports" build/amends serve --data "$work/empty-$name" --listen "127.0.0.1:$ports" --log-level error
                rss_mib "$server" >>"$work/empty"
                stop "$server"
        done
        local mib
        mib=$(median <"$work/empty")
        row 0 sqlite 'memory, empty' "$mib MiB" - "$mib <= 25" '<= 25 MiB'
        ping_ns=$("$bin/pingpong")
        row 0 - 'core-to-core ping-pong before' "$ping_ns ns" - - 'about 100 near, 400 far'
}

row_ready() {
        local i
        echo "$ready_ms" >"$work/ready"
        for i in 2 3; do
                stop "$server"
                serve_it "$1" "$2"
                echo "$ready_ms" >>"$work/ready"
        done
        ready_ms=$(median <"$work/ready")
        row "$1" "$2" 'start to ready' "$ready_ms ms" - "$ready_ms <= 500" '<= 0.5 s'
}

row_disk() {
        local mib
        mib=$(calc "$(stat -c %s "$sqlite_file") / 1048576 / $1 * 10000")
        row "$1" sqlite 'disk per 10,000 tickets, people and ledger in it' "$(printf '%.1f' "$mib") MiB" - - 'includes as many people and twice as many legs'
        # of the log only the tickets' part, by the bytes of its events
        mib=$(sqlite3 -readonly "$sqlite_file" "WITH size AS (SELECT LENGTH(data) + COALESCE(LENGTH(personal), 0) + 150 AS n, topic FROM event),
                part AS (SELECT SUM(n) FILTER (WHERE topic = 'ticket') * 1.0 / SUM(n) AS p FROM size)
                SELECT ROUND(SUM(pgsize * CASE WHEN name LIKE '%event%' THEN p ELSE 1 END) / 1048576.0 / $1 * 10000, 1) FROM dbstat, part
                WHERE name LIKE '%ticket%' OR name LIKE 'outbox%' OR name LIKE '%event%'" 2>/dev/null)
        [ -z "$mib" ] || row "$1" sqlite 'disk per 10,000 tickets with history, mail and search' "$mib MiB" - "$mib <= 15" '<= 15 MiB'
}

row_memory() {
        local mib
        mib=$(rss_mib "$server")
        row "$1" "$2" 'memory after all of this' "$mib MiB" - "$mib <= 150" '<= 150 MiB'
}

# ---- reading ----

rows_healthz() {
        local n a b worst=1 r
        pair healthz "timed 32 healthz" bare "bare 32 healthz"
        check healthz
        a=$(cpu_ms "$server"); n=$(ask 32 healthz -n 40000 | awk '{ print $5 }'); a=$(calc "($(cpu_ms "$server") - $a) / $n")
        b=$(cpu_ms "$bare_server"); n=$("$bin/load" -c 32 -n 40000 $((ports + 1)) "$work/healthz" | awk '{ print $5 }'); b=$(calc "($(cpu_ms "$bare_server") - $b) / $n")
        fig[$1 $2 healthz]=$(rate healthz)
        r=$(calc "$a / $b")
        row "$1" "$2" '/healthz, CPU against bare libmicrohttpd' "$(printf '%.2f us, %.2f us; %.0f/s, %.0f/s' "$(calc "$a * 1000")" "$(calc "$b * 1000")" "$(rate healthz)" "$(rate bare)")" \
                "$(times "$r")" "$r <= 1.3" '<= 1.3 x'
        [ "$2" != sqlite ] || row "$1" "$2" '/healthz by wrk, 32 clients' "$(wrk -t1 -c32 -d2s "http://127.0.0.1:$ports/healthz" | awk '/Requests.sec/ { print $2 }')/s" - - -
        for n in 127 128 129 512; do
                r=$(calc "$(ask $n healthz -t 1 | awk '{ print $1 }') / ${fig[$1 $2 healthz]}")
                worst=$(calc "$r < $worst ? $r : $worst")
        done
        row "$1" "$2" '/healthz with 127, 128, 129, 512 clients' "the worst $(times "$worst") of 32 clients' rate" "$(times "$worst")" "$worst >= 0.5" 'no stall'
}

rows_read() {
        local r
        pair read "timed 32 read" healthz "timed 32 healthz"
        check read
        r=$(ratio read healthz 1)
        fig[$1 $2 read]=$(rate read)
        row "$1" "$2" 'read a ticket, of /healthz' "$(rate read)/s, p99 $(p99 read) us" "$(times "$r")" "$r >= 0.4" '>= 0.40'
        rounds read1 timed 1 read
        fig[$1 $2 'read p50']=$(p50 read1) fig[$1 $2 'read p99']=$(p99 read1)
        row "$1" "$2" 'read a ticket, one client' "p50 $(p50 read1), p99 $(p99 read1) us" - - -
}

# list NAME URL: one client beside the bare page of the same rows, then 16 clients.
one_list() {
        local size=$1 db=$2 name=$3 r late
        echo "GET /api/v1/tickets?$4" >"$work/l"
        echo 'GET /page' >"$work/page"
        pair list "timed 1 l" page "bare 1 page"
        check list
        r=$(ratio list page 2)
        rounds list16 timed 16 l
        late=$(p99 list16)
        fig[$size $db "list $name"]=$(p50 list)
        row "$size" "$db" "list 50, $name" "p50 $(p50 list), bare $(p50 page) us" "$(times "$r")" "$r <= 1.7" '<= 1.7 x bare SQL and JSON'
        row "$size" "$db" "list 50, $name, 16 clients" "p99 $late us, $(rate list16)/s" - "$late <= 5000" 'p99 <= 5 ms'
}

rows_list() {
        local own=$cookie
        one_list "$1" "$2" 'agent, newest' 'limit=50'
        one_list "$1" "$2" 'agent, by deadline, open ones' 'limit=50&sort=next_due_at&group=todo&group=doing'
        one_list "$1" "$2" 'agent, by priority, a category' 'limit=50&sort=priority&category=delivery'
        one_list "$1" "$2" 'agent, last changed, mine' 'limit=50&sort=-updated_at&assignee=me'
        cookie=$(login "$ports" admin0@simulated.example)
        one_list "$1" "$2" 'admin, newest, a queue' 'limit=50&queue=finance'
        cookie=$(login "$ports" leader-all@simulated.example)
        one_list "$1" "$2" 'consultant above everybody' 'limit=50'
        cookie=$(login "$ports" leader-few@simulated.example)
        one_list "$1" "$2" 'consultant above a few' 'limit=50&sort=priority'
        cookie=$own
}

rows_widgets() {
        echo 'GET /api/v1/tickets/widgets' >"$work/w"
        rounds widgets timed 1 w
        check widgets
        row "$1" "$2" 'widgets' "p50 $(p50 widgets), p99 $(p99 widgets) us" - "$(p99 widgets) <= 10000" 'p99 <= 10 ms'
        fig[$1 $2 widgets]=$(p50 widgets)
}

rows_search() {
        local name word late
        while read -r name word; do
                echo "GET /api/v1/tickets?q=$word" >"$work/q"
                rounds search timed 1 q
                check search
                fig[$1 $2 "search $name"]=$(p50 search)
                late=$(p99 search)
                row "$1" "$2" "search, $name word" "p50 $(p50 search), p99 $late us" - "$(p50 search) <= 1000 && $late <= 8000" 'p50 <= 1 ms, p99 <= 8 ms'
        done <<<"common parcel
common-and-common parcel%20box
rare $(sqlite3 -readonly "$sqlite_file" "SELECT subject_fold FROM ticket WHERE subject_fold GLOB '*[a-z][0-9][0-9][0-9][0-9][0-9][0-9]*' LIMIT 1" | grep -o '[a-z][0-9]\{6\}' | head -n 1)
unknown nosuchwordanywhere"
        row_found "$1" "$2"
}

# From the answer of a create until a search for its word has it.
row_found() {
        local i ms since
        : >"$work/found"
        for ((i = 0; i < ROUNDS; i++)); do
                local word=zq${RANDOM}x$i
                echo "POST /api/v1/tickets {\"subject\":\"about $word\",\"body\":\"It says $word here.\"}" >"$work/one"
                ask 1 one -n 1 >/dev/null
                since=$(date +%s%N)
                for ((;;)); do
                        ms=$((($(date +%s%N) - since) / 1000000))
                        curl -s -H "$cookie" "http://127.0.0.1:$ports/api/v1/tickets?q=$word" | grep -q "about $word" && break
                        [ $ms -lt 10000 ] || break
                done
                echo $ms >>"$work/found"
        done
        ms=$(median <"$work/found")
        row "$1" "$2" 'new text found after the answer' "$ms ms" - "$ms <= 1000" '<= 1 s'
}

people_requests() {
        sqlite3 -readonly -noheader "$1" "SELECT 'GET /api/v1/people?q=' || CASE id % 4 WHEN 0 THEN substr(w, 1, 2) || substr(w, 4) ELSE w END || '%20' || postcode
                FROM (SELECT id, postcode, substr(name_fold, 1, instr(name_fold, ' ') - 1) AS w FROM person
                      WHERE id > 60 ORDER BY id * 7919 % 104729 LIMIT 4000) WHERE w NOT GLOB '*[^a-z]*' AND length(w) > 4" >"$work/people"
}

rows_person() {
        rounds person timed 1 people
        check person
        fig[$1 $2 person]=$(p50 person)
        row "$1" "$2" 'person by name and postcode, one in four with a typo' "p50 $(p50 person), p99 $(p99 person) us" - "$(p99 person) <= 20000" 'p99 <= 20 ms'
}

row_price() {
        local i rules='' us
        for ((i = 29; i >= 0; i--)); do
                rules+="{\"target\":\"DELIVERY\",\"condition\":\"distance in $((i * 1000))..$((i * 1000 + 999))\",\"price\":\"$((400 + i * 50))\",\"name\":\"r$i\"},"
        done
        echo "POST /api/v1/pricing/quote {\"rule_set\":{\"strategy\":\"find\",\"rules\":[${rules%,}]},\"delivery\":{\"distance\":1500,\"tasks\":[{\"type\":\"pickup\",\"address\":{\"lat\":48.85,\"lng\":2.35}},{\"type\":\"dropoff\",\"address\":{\"lat\":48.86,\"lng\":2.37},\"weight\":6000,\"packages\":[{\"name\":\"XXL\",\"quantity\":2}]}]},\"tax_bp\":2000}" >"$work/price"
        echo 'POST /api/v1/pricing/quote {"rule_set":{"strategy":"find","rules":[]},"delivery":{"distance":1500,"tasks":[{"type":"pickup","address":{"lat":48.85,"lng":2.35}},{"type":"dropoff","address":{"lat":48.86,"lng":2.37},"weight":6000,"packages":[{"name":"XXL","quantity":2}]}]},"tax_bp":2000}' >"$work/noprice"
        pair price "timed 1 price" noprice "timed 1 noprice"
        check price
        us=$(calc "$(p50 price) - $(p50 noprice)")
        row "$1" "$2" 'price of a delivery, 30 rules against none' "$us us more, parsing included (p50 $(p50 price) us)" - "$us <= 100" '<= 100 us'
}

# ---- writing ----

create() { timed "$1" create "${@:2}"; }
bare_insert() { "$bin/insert" "$work/copy.db" "$ROUND_S" ${1:+"$1"}; }

rows_create() {
        local size=$1 db=$2 r
        if [ "$db" = sqlite ]; then
                sqlite3 "$sqlite_file" "VACUUM INTO '$work/copy.db'"
                pair create32 "create 32" group "bare_insert 32"
                pair create1 "create 1" single "bare_insert"
                r=$(ratio create32 group 1)
                row "$size" "$db" 'create, 32 clients, of a bare group commit' "$(rate create32)/s of $(rate group)/s, p99 $(p99 create32) us" "$(times "$r")" "$r >= 0.4" '>= 0.40'
                r=$(ratio create1 single 2)
                row "$size" "$db" 'create, one client, p50 of the bare insert' "$(p50 create1) us of $(p50 single) us" "$(times "$r")" "$r <= 3" '<= 3 x'
                rm -f "$work"/copy.db*
        else
                rounds create32 create 32
                rounds create1 create 1
                row "$size" "$db" 'create, 32 clients' "$(rate create32)/s, p99 $(p99 create32) us" - - -
                row "$size" "$db" 'create, one client' "p50 $(p50 create1) us" - - -
        fi
        check create32
        fig[$size $db create]=$(rate create32)
        rounds create16 create 16
        fig[$size $db create16]=$(rate create16)
        r=$(calc "int(${fig[$size $db create]} / 2)")
        rounds open create 64 -r "$r"
        check open
        row "$size" "$db" 'create, open loop at half of the peak' "$r/s asked, $(rate open)/s, p50 $(p50 open), p99 $(p99 open) us" - - -
}

rows_slow_sync() { # a disk whose syncs take 5 ms more: our server with 128 clients, and one transaction per request
        local r slow=5
        serve_it "$1" sqlite
        sqlite3 "$sqlite_file" "VACUUM INTO '$work/copy.db'"
        pair slow "create 128" slow1 'LD_PRELOAD="$PWD/$bin/slowsync.so" AMENDS_SYNC_MS=5 bare_insert'
        check slow
        stop "$server"
        rm -f "$work"/copy.db*
        r=$(ratio slow slow1 1)
        row "$1" sqlite 'create with 5 ms syncs, 128 clients, of one by one' "$(rate slow)/s of $(rate slow1)/s, p99 $(p99 slow) us" "$(times "$r")" "$r >= 20" '>= 20 x'
}

row_mail() {
        local type=message/rfc822 own=$cookie
        cookie=$(login "$ports" admin0@simulated.example)
        awk -v n=4000 -v run="$RANDOM$1$2" 'BEGIN { for (i = 0; i < n; i++) printf "POST /api/v1/inbound/email From: Somebody %d <w%d.%s@people.example>\\nTo: help@simulated.example\\nSubject: Parcel %d is late\\nMessage-ID: <%d.%s@people.example>\\nDate: Mon, 1 Jun 2026 10:00:00 +0000\\nMIME-Version: 1.0\\nContent-Type: text/plain; charset=utf-8\\n\\nGood morning,\\nmy parcel number %d has been on its way for %d days now. The address is right, I have asked the neighbours, and nobody has seen the courier.\\nPlease tell me what happens next.\\n\n", i, i, run, i, i, run, i * 7919, i % 20 }' >"$work/mail"
        ask 16 mail -e -n 4000 -t 10 >"$work/mail.out"
        check mail
        row "$1" "$2" 'raw mail parsed, threaded, stored' "$(rate mail)/s, 16 at once, p99 $(p99 mail) us" - "$(rate mail) >= 1000" '>= 1,000/s'
        cookie=$own
}

rows_streams() {
        local before late r held i
        before=$(rss_mib "$server")
        "$bin/streams" "$ports" 1000 20 "$work/create" "$cookie" 'X-Amends-CSRF: 1' >"$work/streams.out" || echo '0 0 -1' >"$work/streams.out"
        late=$(awk '{ print $2 }' "$work/streams.out")
        row "$1" "$2" 'an event to 1,000 open streams' "p50 $(rate streams), p99 $late us after the answer, $(awk '{ print $3 }' "$work/streams.out") missing" - \
                "$(awk '{ print ($3 == 0) }' "$work/streams.out") && $late <= 100000" 'p99 <= 100 ms'
        rounds quiet create 32
        "$bin/streams" "$ports" 5000 0 "$work/create" "$cookie" >"$work/held" 2>&1 &
        held=$!
        mine+=("$held")
        for ((i = 0; i < 600; i++)); do grep -qs . "$work/held" && break; sleep 0.05; done
        if grep -q open "$work/held"; then
                r=$(calc "($(rss_mib "$server") - $before) * 1024 / 5000")
                row "$1" "$2" 'memory of an open stream, of 5,000' "$(printf '%.1f' "$r") KiB" - "$r <= 40" '<= 40 KB'
                rounds watched create 32
                r=$(calc "$(rate watched) / $(rate quiet)")
                row "$1" "$2" 'creates while 5,000 watch, of none watching' "$(rate watched)/s of $(rate quiet)/s" "$(times "$r")" "$r >= 0.7" '>= 0.7'
        else
                row "$1" "$2" 'memory of an open stream, of 5,000' "$(head -c 60 "$work/held")" - 0 '<= 40 KB'
        fi
        stop $held
}

row_logins() { # five hundred people sign in at once while others read
        local r i
        for ((i = 0; i < 500; i++)); do
                echo "POST /api/v1/session {\"email\":\"agent$((5 + i % 45))@simulated.example\",\"password\":\"simulated-workload\"}"
        done >"$work/logins"
        : >"$work/calm.out"; : >"$work/rush.out"
        for ((i = 0; i < 3; i++)); do
                timed 4 read >>"$work/calm.out"
                "$bin/load" -c 500 -n 500 -t "$ROUND_S" -H 'Content-Type: application/json' "$ports" "$work/logins" >>"$work/logins.out" &
                timed 4 read >>"$work/rush.out"
                wait $!
                sleep 1
        done
        check rush
        r=$(ratio rush calm 3)
        row "$1" "$2" 'reads while 500 sign in at once, p99 of quiet' "$(p99 rush) us of $(p99 calm) us" "$(times "$r")" "$r <= 3" '<= 3 x'
}

# ---- the two databases, the sizes, the peer ----

rows_compare() {
        local r name
        r=$(calc "${fig[$1 postgres create]} / ${fig[$1 sqlite create]:-1}")
        [ -n "${fig[$1 sqlite create]:-}" ] || return
        row "$1" postgres "create, 32 clients, of SQLite's" "${fig[$1 postgres create]}/s of ${fig[$1 sqlite create]}/s" "$(times "$r")" "$r >= 0.7" '>= 0.70'
        r=$(calc "${fig[$1 postgres 'read p99']} / ${fig[$1 sqlite 'read p99']}")
        row "$1" postgres "read, one client, p99 of SQLite's" "${fig[$1 postgres 'read p99']} us of ${fig[$1 sqlite 'read p99']} us" "$(times "$r")" "$r <= 2" '<= 2 x'
}

rows_growth() {
        local small=${SIZES%% *} big=${SIZES##* } key name r db
        [ "$small" != "$big" ] || return
        for db in $DATABASES; do
                for key in "${!fig[@]}"; do
                        name=${key#"$small $db "}
                        case $name in list* | search* | person | 'read p50' | widgets) ;; *) continue ;; esac
                        [ "$name" != "$key" ] && [ -n "${fig[$big $db $name]:-}" ] || continue
                        r=$(calc "${fig[$big $db $name]} / (${fig[$key]} > 0 ? ${fig[$key]} : 1)")
                        echo "$db|$name|${fig[$key]}|${fig[$big $db $name]}|$r"
                done | sort >"$work/growth"
                while IFS='|' read -r _ name a b r; do
                        row "$big" "$db" "growth from $small: $name" "p50 $a to $b us" "$(times "$r")" "$r <= 2" '<= 2 x'
                done <"$work/growth"
        done
}

# Fossil, the one C peer: the same subjects and texts, its own web server, a signed-in user.
rows_fossil() {
        local port=$((ports + 2)) jar=$work/jar csrf r uuid
        command -v fossil >/dev/null || { row "$1" fossil 'Fossil' 'not installed' - - -; return; }
        say "Fossil with $PEER_TICKETS tickets"
        mkdir -p "$work/fossil/art"
        requests "$sqlite_file" 20000
        sqlite3 -readonly -separator $'\t' "$sqlite_file" "SELECT t.subject, k.body_text FROM ticket t JOIN ticket_comment k ON k.ticket_id = t.id
                GROUP BY t.id LIMIT $PEER_TICKETS" >"$work/fossil/texts"
        "$bin/fossil_tickets" "$work/fossil/texts" "$work/fossil/art" || { row "$1" fossil 'Fossil' 'could not be loaded' - - -; return; }
        export HOME=$work/fossil USER=bench
        (cd "$work/fossil" && fossil reconstruct r.fossil art && fossil user password bench secret-of-bench -R r.fossil &&
                fossil fts-config -R r.fossil enable t && fossil fts-config -R r.fossil index on) >"$work/fossil.out" 2>&1 ||
                { tail -n 3 "$work/fossil.out" >&2; row "$1" fossil 'Fossil' 'could not be loaded' - - -; return; }
        (cd "$work/fossil" && exec fossil server --localhost --port $port r.fossil) >"$work/fossil.log" 2>&1 &
        mine+=($!)
        for ((r = 0; r < 200; r++)); do curl -s -o /dev/null "http://127.0.0.1:$port/index" && break; sleep 0.05; done
        curl -s -o /dev/null -c "$jar" -b "$jar" -H "Referer: http://127.0.0.1:$port/login" --data 'u=bench&p=secret-of-bench&in=Login' "http://127.0.0.1:$port/login"
        csrf=$(curl -s -b "$jar" "http://127.0.0.1:$port/tktnew" | sed -n 's/.*name="csrf" value="\([^"]*\)".*/\1/p' | head -n 1)
        local theirs
        theirs=$(awk '/fossil-/ { print "Cookie: " $6 "=" $7 }' "$jar")
        awk -F '\t' -v csrf="$csrf" '{ gsub(/[^a-z .]/, "", $1); gsub(/[^a-z .]/, "", $2); gsub(/ /, "+", $1); gsub(/ /, "+", $2);
                print "POST /tktnew csrf=" csrf "&title=" $1 "&type=Incident&severity=Minor&foundin=&private_contact=&mutype=Plain&icomment=" $2 "&submit=Submit" }' \
                "$work/fossil/texts" | shuf --random-source=/dev/zero | head -n 5000 >"$work/fcreate"
        fossil sqlite -R "$work/fossil/r.fossil" 'SELECT tkt_uuid FROM ticket LIMIT 2000' | tr -d "'" | sed 's|^|GET /tktview/|' >"$work/fread"
        echo 'GET /rptview/1' >"$work/flist"
        echo 'GET /search?s=parcel&y=t' >"$work/fsearch"
        peer() { "$bin/load" -c "$1" -t "$ROUND_S" -H "$theirs" -H "Referer: http://127.0.0.1:$port/tktnew" -H 'Content-Type: application/x-www-form-urlencoded' $port "$work/$2"; }
        data=$work/sqlite-$1
        serve_it "$1" sqlite
        echo 'GET /api/v1/tickets?q=parcel' >"$work/search"
        pair us_create "create 16" f_create "peer 16 fcreate"
        pair us_read "timed 16 read" f_read "peer 16 fread"
        pair us_list "timed 16 list" f_list "peer 16 flist"
        pair us_search "timed 16 search" f_search "peer 16 fsearch"
        local good
        good=$(awk '{ n += $5; all += $5 + $6 } END { print all ? n / all : 0 }' "$work/f_create.out")
        r=$(calc "$(rate us_create) / ($(rate f_create) * $good + 0.001)")
        row "$1" fossil 'create, 16 clients, against Fossil' "$(rate us_create)/s, $(rate f_create)/s of which $(times "$good") accepted" "$(times "$r")" "$r >= 50" '>= 50 x'
        r=$(ratio us_read f_read 1)
        row "$1" fossil 'read, 16 clients, against Fossil' "$(rate us_read)/s, $(rate f_read)/s" "$(times "$r")" "$r >= 20" '>= 20 x'
        r=$(ratio us_list f_list 1)
        row "$1" fossil 'list, 16 clients, against Fossil' "$(rate us_list)/s, $(rate f_list)/s" "$(times "$r")" - -
        r=$(ratio us_search f_search 1)
        row "$1" fossil 'search, 16 clients, against Fossil' "$(rate us_search)/s, $(rate f_search)/s" "$(times "$r")" - -
        row "$1" fossil 'disk per 10,000 tickets of Fossil' "$(calc "$(stat -c %s "$work/fossil/r.fossil") / 1048576 / $PEER_TICKETS * 10000") MiB" - - -
        stop "$server"
}

# ---- results ----

write_results() { # SECONDS
        local stamp name met missed ping_after
        ping_after=$("$bin/pingpong")
        stamp=$(date -u +%Y-%m-%d)-$(git rev-parse --short HEAD 2>/dev/null || echo unknown)
        mkdir -p bench/results
        name=bench/results/$stamp
        met=$(printf '%s\n' "${rows[@]}" | grep -c '|met|'); missed=$(printf '%s\n' "${rows[@]}" | grep -c '|missed|')
        local machine
        machine="$(uname -m), $(nproc) cores, $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), $(awk '/MemTotal/ { printf "%.0f GiB", $2 / 1048576 }' /proc/meminfo), core-to-core $ping_ns ns before and $ping_after ns after"
        {
                echo "# $stamp"
                echo
                echo "Command: \`SIZES=\"$SIZES\" DATABASES=\"$DATABASES\" ROUNDS=$ROUNDS ROUND_S=$ROUND_S make bench\`, $1 s."
                echo "Machine: $machine. SQLite $(sqlite3 --version | cut -d' ' -f1)."
                echo "$met goals met, $missed missed. Ratios are of one run; absolute figures compare with nothing."
                echo "The goals are those of SQLite; for PostgreSQL only what is \"of SQLite's\" counts, the rest stands in brackets."
                echo
                echo '| Tickets | Database | What | Figure | Ratio | Goal | |'
                echo '|---|---|---|---|---|---|---|'
                printf '%s\n' "${rows[@]}" | awk -F '|' '{ print "| " $1 " | " $2 " | " $3 " | " $4 " | " $5 " | " $7 " | " $6 " |" }'
                echo
                echo 'Others, not of this run ([peers.md](../peers.md)), requests a second at 100,000 tickets:'
                echo
                grep '^|.*|$' bench/peers.md
        } >"$name.md"
        printf '%s\n' "${rows[@]}" | sed 's/\\/\\\\/g; s/"/\\"/g' | awk -F '|' -v commit="${stamp##*-}" -v machine="$machine" -v s="$1" '
                BEGIN { printf "{\"commit\":\"%s\",\"machine\":\"%s\",\"seconds\":%d,\"rows\":[", commit, machine, s }
                { printf "%s\n{\"tickets\":%d,\"database\":\"%s\",\"what\":\"%s\",\"figure\":\"%s\",\"ratio\":\"%s\",\"goal\":\"%s\",\"met\":\"%s\"}", (NR > 1 ? "," : ""), $1, $2, $3, $4, $5, $7, $6 }
                END { print "\n]}" }' >"$name.json"
        say "$met goals met, $missed missed: $name.md"
}
