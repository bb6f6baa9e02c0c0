# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# What Talktrack needs from Debian 12, and how it gets there. Sourced by ./run, ./test and .ci/run. Real names only: what
# another package merely provides is never installed under its own name.

build_packages=(
    build-essential cmake ninja-build ccache pkg-config
    qt6-base-dev qt6-multimedia-dev qt6-websockets-dev qt6-tools-dev qt6-tools-dev-tools qt6-l10n-tools qt6-svg-dev
    libgl1-mesa-dev libvulkan-dev libxkbcommon-dev
    libpulse-dev libpocketsphinx-dev libsphinxbase-dev libwebrtc-audio-processing-dev
    libavformat-dev libavcodec-dev libavutil-dev libswresample-dev
    libsqlite3-dev libspdlog-dev libstemmer-dev libsodium-dev libopusenc-dev qtkeychain-qt6-dev
)
run_packages=(
    libqt6sql6-sqlite qt6-qpa-plugins pocketsphinx-en-us fonts-inter fonts-dejavu-core libsecret-1-0
)
test_packages=(
    libopus-dev openssl xvfb xauth pulseaudio pulseaudio-utils dbus gnome-keyring sqlite3
)
check_packages=(
    clang-format clang-tidy clang git
)

# Installs those of the named packages that are missing, saying which.
install_missing() {
    command -v dpkg-query >/dev/null || {
        echo "This is not a Debian system: install the equivalents of: $*" >&2
        return 0
    }
    local missing=() package
    for package in "$@"; do
        [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || {
            echo "These packages are missing, and there is neither root nor sudo to install them: ${missing[*]}" >&2
            return 1
        }
        as_root=(sudo)
    fi
    echo "Talktrack needs these Debian packages and installs them now: ${missing[*]}" >&2
    if [ -t 0 ]; then
        local answer
        read -r -p "Go on? [Y/n] " answer
        case "$answer" in [nN]*) return 1 ;; esac
    fi
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -qq
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}
