#!/bin/bash
# Installs, upgrades and removes the package in a layer over this machine's files that is thrown
# away with the namespace. Run by `cargo xtask deb --try`:
#   unshare --mount --pid --fork --kill-child bash packaging/try.sh FIRST.deb SECOND.deb
set -Eeuo pipefail
trap 'echo "✗ line $LINENO: $BASH_COMMAND"' ERR

if [ "${3:-}" != inside ]; then
    layer=$(mktemp -d)
    trap 'umount --recursive --lazy "$layer"; rmdir "$layer"' EXIT
    mount --make-rprivate /
    mount -t tmpfs tmpfs "$layer"
    mkdir "$layer"/{upper,work,root}
    mount -t overlay overlay -o "lowerdir=/,upperdir=$layer/upper,workdir=$layer/work" "$layer/root"
    mount -t proc proc "$layer/root/proc"
    mount --rbind /dev "$layer/root/dev"
    mount -t tmpfs tmpfs "$layer/root/tmp"
    cp "$1" "$layer/root/tmp/first.deb"
    cp "$2" "$layer/root/tmp/second.deb"
    cp "$0" "$layer/root/tmp/try.sh"
    env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 \
        chroot "$layer/root" bash /tmp/try.sh /tmp/first.deb /tmp/second.deb inside
    exit
fi

say() { echo "· $*"; }
# Every step's output is there for the next to look into.
must() { "$@" >/tmp/told.new 2>&1 || { cat /tmp/told.new; echo "✗ $*"; exit 1; }; [ "$1" = grep ] || mv /tmp/told.new /tmp/told; }
user=(setpriv --reuid=tungnha --regid=tungnha --init-groups env -C /tmp TUNGNHA_LANG=en)

start() {
    : >/tmp/out
    "${user[@]}" TUNGNHA_PORT=0 tungnha serve >/tmp/out 2>/tmp/log &
    server=$!
    # Its first line tells the port.
    until grep -q http:// /tmp/out; do
        kill -0 "$server" 2>/dev/null || { cat /tmp/log; exit 1; }
        sleep 0.1
    done
    port=$(grep -o '127.0.0.1:[0-9]*' /tmp/out | head -1 | cut -d: -f2)
    get /healthz | grep -q '^ok'
}
get() {
    exec 3<>"/dev/tcp/127.0.0.1/$port"
    printf 'GET %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n' "$1" >&3
    cat <&3
}
stop() {
    kill -TERM "$server"
    wait "$server"
    grep -q Stopped /tmp/out
}
households() {
    "${user[@]}" tungnha import households /tmp/list.xlsx --dry-run --commune nghi-son
}

version=$(dpkg-deb --field "$1" Version)
say "install $version"
must dpkg --install "$1"
[ "$(stat -c %U:%a /var/lib/tungnha)" = tungnha:700 ]
[ "$(stat -c %U:%G:%a /etc/tungnha/tungnha.toml)" = root:tungnha:640 ]
must grep -q 'ExecStart=/usr/bin/tungnha' /lib/systemd/system/tungnha.service
# The program tells when it is ready and that it answers: faults/supervised.rs.
must grep -q '^Type=notify$' /lib/systemd/system/tungnha.service
must grep -q '^WatchdogSec=3min$' /lib/systemd/system/tungnha.service
must "${user[@]}" tungnha config
must grep -q '^data = "/var/lib/tungnha" *# /etc/tungnha/tungnha.toml:' /tmp/told
# Asked before anyone is there who could write into the data.
(umask 077 && echo 'mat-khau-cua-xa' >/tmp/password)
must "${user[@]}" tungnha account add can-bo --name "Nguyễn Thị Hạnh" --commune nghi-son </tmp/password

say "HTTPS as the guide says it, on the port that only the service may open"
config=/etc/tungnha/tungnha.toml
cp -p "$config" /tmp/untouched.toml
sed -i 's/^#acme = .*/acme = "tungnha.example"/' "$config"
must "${user[@]}" tungnha config
must grep -q '^port = 443 *# because acme is set' /tmp/told
must grep -q '^address = "::" *# because acme is set' /tmp/told
must grep -q '^# HTTPS: certificate for tungnha.example from https://' /tmp/told
cp -p /tmp/untouched.toml "$config"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost \
    -addext subjectAltName=DNS:localhost -keyout /tmp/key.pem -out /tmp/chain.pem 2>/dev/null
install -o root -g tungnha -m 644 /tmp/chain.pem /etc/tungnha/fullchain.pem
install -o root -g tungnha -m 640 /tmp/key.pem /etc/tungnha/privkey.pem
sed -i 's/^#tls_/tls_/; s/^#address/address/' "$config"
"${user[@]}" tungnha serve >/tmp/told 2>&1 && exit 1
must grep -q '(port-forbidden)' /tmp/told
# As the unit gives it to the service.
as_service=(setpriv --inh-caps=+net_bind_service --ambient-caps=+net_bind_service "${user[@]:1}")
"${as_service[@]}" tungnha serve >/tmp/out 2>/tmp/log &
server=$!
until grep -q https:// /tmp/out; do
    kill -0 "$server" 2>/dev/null || { cat /tmp/log; exit 1; }
    sleep 0.1
done
must grep -q 'https://localhost ' /tmp/out
printf 'GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' |
    openssl s_client -quiet -verify_return_error -CAfile /tmp/chain.pem -servername localhost \
        -connect 127.0.0.1:443 >/tmp/told 2>/dev/null
must grep -qi '^strict-transport-security' /tmp/told
must grep -q '^ok' /tmp/told
port=80
get /vao >/tmp/told
must grep -qi '^location: https://x/vao' /tmp/told
kill -HUP "$server"
stop
cp -p /tmp/untouched.toml "$config"
rm /etc/tungnha/fullchain.pem /etc/tungnha/privkey.pem

say "serve, import a list, stop"
start
must get /vao
must grep -q 'HTTP/1.1 200 OK' /tmp/told
must get /metrics
must grep -q '^tungnha_database_bytes [1-9]' /tmp/told
stop
must "${user[@]}" tungnha sample /tmp/list.xlsx
must "${user[@]}" tungnha import households /tmp/list.xlsx --commune nghi-son
must households
must grep -q ': 0 new households' /tmp/told
must "${user[@]}" tungnha backup /var/backups/tungnha/before.backup

echo '# ours' >>/etc/tungnha/tungnha.toml
say "upgrade to $(dpkg-deb --field "$2" Version)"
must dpkg --install --force-confold "$2"
must tail -1 /etc/tungnha/tungnha.toml
must grep -q '^# ours' /tmp/told
start
stop
must "${user[@]}" tungnha verify
must households
must grep -q ': 0 new households' /tmp/told

say "restore the backup that was made before"
must "${user[@]}" tungnha restore /var/backups/tungnha/before.backup
must households
must grep -q ': 0 new households' /tmp/told

say "remove: data and configuration stay"
must dpkg --remove tungnha
[ ! -e /usr/bin/tungnha ]
[ -f /etc/tungnha/tungnha.toml ]
[ -f /var/lib/tungnha/tungnha.sqlite ]
must dpkg --install "$2"
must "${user[@]}" tungnha verify

say "purge: nothing stays but the backups"
must dpkg --purge tungnha
[ ! -e /etc/tungnha ]
[ ! -e /var/lib/tungnha ]
[ -f /var/backups/tungnha/before.backup ]
! id tungnha >/dev/null 2>&1
say "installed, upgraded, removed and purged"
