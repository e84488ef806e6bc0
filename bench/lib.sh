# bench/lib.sh - what bench/run and bench/instructions share. Sourced, from the project's root.
# shellcheck shell=bash
bin=build/bench
ports=${BENCH_PORT:-8790} # this and the next three
mine=() # processes to end at the end

say() { echo "bench: $*" >&2; }
die() { say "$*"; exit 1; }

build_tools() {
        mkdir -p "$bin"
        local cflags="-O2 -g -Wall -Wextra"
        # shellcheck disable=SC2086
        {
                cc $cflags -o "$bin/load" bench/load.c &&
                cc $cflags -o "$bin/streams" bench/streams.c &&
                cc $cflags -o "$bin/pingpong" bench/pingpong.c -pthread &&
                cc $cflags -o "$bin/insert" bench/insert.c -lsqlite3 -pthread &&
                cc $cflags -o "$bin/bare_mhd" bench/bare_mhd.c -lmicrohttpd -lsqlite3 &&
                cc $cflags -o "$bin/fossil_tickets" bench/fossil_tickets.c $(pkg-config --cflags --libs glib-2.0) &&
                cc $cflags -shared -fPIC -o "$bin/slowsync.so" bench/slowsync.c -ldl
        } || die "the helpers in bench/ do not compile"
}

# wait_for PORT PID: until /healthz answers; fails when the process is gone or two minutes are over.
wait_for() {
        local i
        for ((i = 0; i < 24000; i++)); do
                if { exec 9<>"/dev/tcp/127.0.0.1/$1"; } 2>/dev/null; then
                        printf 'GET /healthz HTTP/1.0\r\n\r\n' >&9 2>/dev/null
                        if read -r -t 5 line <&9 && [[ $line == *" 200 "* ]]; then exec 9<&- 9>&-; return 0; fi
                        exec 9<&- 9>&-
                fi
                kill -0 "$2" 2>/dev/null || return 1
                sleep 0.005
        done
        return 1
}

# start NAME PORT COMMAND...: runs it in the background; its process id goes to $NAME.
start() {
        local name=$1 port=$2
        shift 2
        "$@" >"$work/$name.log" 2>&1 &
        printf -v "$name" '%s' $!
        mine+=($!)
        wait_for "$port" $! || { tail -n 5 "$work/$name.log" >&2; die "$name did not start"; }
}

stop() { # PID
        kill "$1" 2>/dev/null
        wait "$1" 2>/dev/null
}

end_all() {
        local p
        for p in "${mine[@]}"; do kill "$p" 2>/dev/null; done
        wait 2>/dev/null
}

# login PORT EMAIL: prints the Cookie header of a new session.
login() {
        local cookie
        cookie=$(curl -s -i -X POST "http://127.0.0.1:$1/api/v1/session" -H 'Content-Type: application/json' \
                -d "{\"email\":\"$2\",\"password\":\"simulated-workload\"}" | sed -n 's/^[Ss]et-[Cc]ookie: \(amends_session=[^;]*\).*/\1/p')
        [ -n "$cookie" ] || die "$2 could not sign in"
        echo "Cookie: $cookie"
}

median() { sort -g | awk '{ v[NR] = $1 } END { print NR ? v[int((NR + 1) / 2)] : 0 }'; }
calc() { awk "BEGIN { printf \"%.6g\", $1 }"; }

# requests DATABASE N: files of requests for load, out of a workload in SQLite; ids are the same on both databases.
requests() {
        local db=$1 n=$2 q="sqlite3 -readonly -noheader"
        echo 'GET /healthz' >"$work/healthz"
        $q "$db" "SELECT 'GET /api/v1/tickets/' || (1 + abs(random()) % (SELECT MAX(id) FROM ticket)) FROM ticket LIMIT $n" >"$work/read"
        $q "$db" "SELECT 'POST /api/v1/tickets ' || json_object('subject', t.subject, 'body', k.body_text, 'category', t.category,
                'channel', 'phone', 'requester_id', t.requester_id, 'important', json(CASE t.id % 2 WHEN 0 THEN 'true' ELSE 'false' END),
                'urgent', json('false')) FROM ticket t JOIN ticket_comment k ON k.ticket_id = t.id GROUP BY t.id ORDER BY t.id * 7919 % 104729 LIMIT $n" >"$work/create"
        echo 'GET /api/v1/tickets?limit=50' >"$work/list"
}
