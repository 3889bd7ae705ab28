#!/bin/sh
# Installs Debian packages where what they bring is missing.
#
#   debian.sh CHECK PACKAGE [CHECK PACKAGE …]     CHECK is a command that must be there, or `font:zh`.
set -eu

there() {
    case $1 in
    font:*) command -v fc-list >/dev/null && fc-list ":lang=${1#font:}" | grep -q . ;;
    *) command -v "$1" >/dev/null ;;
    esac
}

missing=
while [ $# -ge 2 ]; do
    there "$1" || missing="$missing $2"
    shift 2
done
[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null; then
    echo "These are needed and not here (named as in Debian):$missing. Install them and try again." >&2
    exit 1
fi
if [ "$(id -u)" -ne 0 ]; then
    echo "These are needed and not here:$missing. Run this and try again:" >&2
    echo "  sudo apt-get install --no-install-recommends$missing" >&2
    exit 1
fi
echo "installing$missing" >&2
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
# shellcheck disable=SC2086  # a list of names
apt-get install -qq --yes --no-install-recommends $missing >/dev/null
