#!/usr/bin/env bash
# Installs Debian's Request Tracker for the tests of this folder: the program alone, no configured instance.
# dbconfig-no-thanks keeps the packages from creating a database, msmtp-mta from installing and starting a mail server.
set -euo pipefail

packages=(request-tracker5 rt5-db-sqlite rt5-standalone dbconfig-no-thanks msmtp-mta)
dpkg -s request-tracker5 rt5-db-sqlite rt5-standalone >/dev/null 2>&1 && exit 0

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi; }

as_root apt-get -o Acquire::Retries=5 update
as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 \
    apt-get -o Acquire::Retries=5 install -y --no-install-recommends "${packages[@]}"
