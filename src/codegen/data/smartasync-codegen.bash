# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Completion of smartasync-codegen for bash.

_smartasync_codegen() {
    local options word cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
    [ "$cur" = '=' ] && cur='' || { [ "$prev" = '=' ] && prev=${COMP_WORDS[COMP_CWORD - 2]}; }
    options="
        --output= --library --async --list --check --baseline= --write-config= --annotate-gir= --only= --exclude=
        --existing= --naming= --out-params= --finish= --config= --config-dir= --no-config --include= --export-macro=
        --name-prefix= --standalone --spdx= --depfile= --gir-dir= --scan --namespace= --nsversion= --pkg=
        --gir-include= --identifier-prefix= --symbol-prefix= --scanner= --version --help"

    case $prev in
        --list) word='text json' ;;
        --existing) word='skip generate' ;;
        --naming) word='sync gio' ;;
        --out-params) word='before-cancellable after-cancellable' ;;
        *) word='' ;;
    esac

    if [ -n "$word" ]; then
        mapfile -t COMPREPLY < <(compgen -W "$word" -- "$cur")
    elif [[ $cur == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$options" -- "$cur")
        [[ ${COMPREPLY[0]-} == *= ]] && compopt -o nospace
    else
        mapfile -t COMPREPLY < <(
            compgen -f -- "$cur"
            compgen -W "$(cd /usr/share/gir-1.0 2>/dev/null && printf '%s ' *.gir | sed 's/\.gir / /g')" -- "$cur")
    fi
}

complete -F _smartasync_codegen smartasync-codegen
