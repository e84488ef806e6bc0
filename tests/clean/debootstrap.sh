#!/bin/bash
# Proves the README on a bare Debian 12: a fresh root with only gcc, make, git and ca-certificates, a clone of this
# repository, "make run", and the demo answered from inside. With "test" as second word "make test" runs there too.
#   tests/clean/debootstrap.sh FOLDER [test]     needs root and debootstrap; some minutes; FOLDER is kept
# With BY_SUDO=1 in the environment a person without rights does all that, who has sudo.
# Mirror, certificates and name service are those of this machine. Uncommitted changes are not part of the clone.
set -euo pipefail
root=${1:?usage: tests/clean/debootstrap.sh FOLDER [test]}
repo=$(cd "$(dirname "$0")/../.." && pwd)
suite=bookworm
port=${PORT:-18080}
login=root home=/tmp/home amends=/amends
[ -z "${BY_SUDO:-}" ] || { login=builder home=/srv/builder amends=/srv/builder/amends; }
say() { echo "clean: $*"; }
[ "$(id -u)" = 0 ] || { say 'needs root'; exit 1; }

# The archives of this machine's own configuration that carry the suite.
archives=$(apt-get indextargets --format '$(REPO_URI) $(CODENAME) $(SUITE) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' |
        awk -v s=$suite '$4 ~ "^" s "(-updates|-security)?(/updates)?$" { print $1, $4, $5 }' | sort -u)
mirror=$(echo "$archives" | awk -v s=$suite '$2 == s { print $1; exit }')
[ -n "$mirror" ] || { say "no archive of $suite in this machine's apt configuration"; exit 1; }

if [ ! -e "$root/.made" ]; then
        say "debootstrap into $root"
        debootstrap --variant=minbase --include="ca-certificates,gcc,make,git${BY_SUDO:+,sudo}" "$suite" "$root" "$mirror" >"$root.log" 2>&1 ||
                { tail -n 20 "$root.log"; exit 1; }
        touch "$root/.made"
fi
echo "$archives" | awk '{ print "deb", $1, $2, $3 }' >"$root/etc/apt/sources.list"
grep -lsE '^ *Acquire' /etc/apt/apt.conf.d/* | xargs -r -I{} cp {} "$root/etc/apt/apt.conf.d/"
cp -L /etc/resolv.conf /etc/hosts "$root/etc/"
cp -L /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/ca-certificates.crt"

started=
umounts() {
        [ -z "$started" ] || kill -TERM -- "-$started" 2>/dev/null || true
        sleep 1
        for m in src dev proc; do umount -l "$root/$m" 2>/dev/null || true; done
}
trap umounts EXIT
mkdir -p "$root/src"
mount -t proc proc "$root/proc"
mount --bind /dev "$root/dev"
mount --bind -o ro "$repo" "$root/src"

if [ $login != root ] && ! chroot "$root" id $login >/dev/null 2>&1; then
        chroot "$root" useradd --create-home --home-dir $home --shell /bin/bash $login
        echo "$login ALL=(ALL) NOPASSWD: ALL" >"$root/etc/sudoers.d/$login"
fi

inside() {
        chroot --userspec="$login" "$root" env -i HOME=$home USER=$login PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 \
                NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt "$@"
}
inside sh -c 'id; command -v node npm meson cc git make; mkdir -p "$HOME"; rm -rf "$1"
        git config --global --add safe.directory "*"; git clone -q file:///src "$1" && cd "$1" && git log --oneline -1' _ $amends ||
        { say 'the clone failed'; exit 1; }

say 'make run'
began=$SECONDS
set -m
inside make -C $amends run LISTEN="127.0.0.1:$port" >"$root/run.log" 2>&1 </dev/null &
started=$!
set +m
ready=
while [ $((SECONDS - began)) -lt 1200 ] && kill -0 "$started" 2>/dev/null; do
        # without curl and without Node: a shell is all that a bare Debian has
        if inside bash -c "exec 3<>/dev/tcp/127.0.0.1/$port && printf 'GET /readyz HTTP/1.0\r\nHost: x\r\n\r\n' >&3 && head -n 1 <&3" 2>/dev/null | grep -q ' 200 '; then
                ready=1
                break
        fi
        sleep 2
done
cat "$root/run.log"
[ -n "$ready" ] || { say 'the server did not come up'; exit 1; }
say "up after $((SECONDS - began)) s"
inside env PATH=$amends/build/node/bin:/usr/bin:/bin node --input-type=module -e '
        const base = "http://127.0.0.1:'"$port"'"
        const page = await fetch(base + "/")
        const html = await page.text()
        console.log("GET /", page.status, page.headers.get("content-type"), html.match(/<title>.*<\/title>/)?.[0])
        const login = await fetch(base + "/api/v1/session", { method: "POST", headers: { "Content-Type": "application/json" },
                body: JSON.stringify({ email: "agent@demo.test", password: "amends-demo" }) })
        const who = await login.json()
        console.log("POST /api/v1/session", login.status, who.person?.name)
        const tags = await fetch(base + "/api/v1/tags", { headers: { Cookie: login.headers.get("set-cookie").split(";")[0] } })
        console.log("GET /api/v1/tags", tags.status, (await tags.json()).items.length, "tags;", "Node", process.version)
        process.exit(page.status === 200 && html.includes("<script") && login.status === 201 && tags.status === 200 ? 0 : 1)
' || { say 'the demo does not answer as it should'; exit 1; }
say 'ok: make run serves the demo'
if [ "${2:-}" = test ]; then
        say 'make test'
        inside make -C $amends test </dev/null 2>&1 | tee "$root/test.log" | tail -n 40
        grep -qE '^[0-9]+ passed, 0 failed$' "$root/test.log"
fi
