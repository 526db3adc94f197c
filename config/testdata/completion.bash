# Completion of clew for bash, made by: clew completion bash

_clew_words() { # WORDS: one of them
    local IFS=$' \t\n'
    COMPREPLY=($(compgen -W "$1" -- "$cur"))
}

_clew_list() { # WORDS: some of them, with commas between
    local before=
    [[ $cur == *,* ]] && before=${cur%,*},
    COMPREPLY=($(compgen -W "$1" -P "$before" -- "${cur##*,}"))
    compopt -o nospace 2>/dev/null
}

_clew_files() { # KIND: f or d
    local IFS=$'\n'
    COMPREPLY=($(compgen -"$1" -- "$cur"))
    compopt -o filenames 2>/dev/null
}

_clew() {
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} flags= operands=
    COMPREPLY=()
    if [[ $cur == = ]]; then # --flag=value is three words
        cur=
    elif [[ $prev == = ]]; then
        prev=${COMP_WORDS[COMP_CWORD-2]}
    fi
    if ((COMP_CWORD == 1)); then
        _clew_words 'fetch crawl demo ps config completion man help --help --version'
        return
    fi
    case ${COMP_WORDS[1]} in
    fetch)
        flags='--list -l --max-inflight -c --max-per-host --rate --host-delay --parsers --max-buffer --timeout -m --connect-timeout --tls-timeout --ttfb-timeout --dns-timeout --speed-limit --speed-time --max-time --retries --retry-delay --retry-max-delay --request -X --header -H --data -d --user-agent -A --user -u --netrc --no-netrc --cookie -b --cookie-jar --location -L --no-location --max-redirects --compressed --no-compressed --insecure -k --no-insecure --cacert --cert --key --http1.1 --no-http1.1 --http2 --no-http2 --http2-prior-knowledge --no-http2-prior-knowledge --proxy -x --ipv4 -4 --no-ipv4 --ipv6 -6 --no-ipv6 --resolve --dns-servers --allow-private --no-allow-private --max-body --max-header --max-pages --max-bytes --robots --crawl-delay-max --output -o --format --fields --links --no-links --body --no-body --headers --no-headers --hash --no-hash --simhash --no-simhash --where --write-out -w --select --save --summary --report --grace --fail --no-fail --progress --quiet -q --no-quiet --verbose -v --no-verbose --monitor --no-color --config --profile --help -h --version'
        case $prev in
        --list|-l) _clew_files f; return ;;
        --cookie|-b) _clew_files f; return ;;
        --cookie-jar) _clew_files f; return ;;
        --cacert) _clew_files f; return ;;
        --cert) _clew_files f; return ;;
        --key) _clew_files f; return ;;
        --robots) _clew_words 'on off report'; return ;;
        --output|-o) _clew_files f; return ;;
        --format) _clew_words 'jsonl csv text body'; return ;;
        --fields) _clew_list 'url state status_code title'; return ;;
        --save) _clew_files d; return ;;
        --summary) _clew_files f; return ;;
        --report) _clew_files f; return ;;
        --progress) _clew_words 'auto on off'; return ;;
        --config) _clew_files f; return ;;
        --profile) _clew_words "$("${COMP_WORDS[0]}" completion profiles -- "${COMP_WORDS[@]}" 2>/dev/null)"; return ;;
        --max-inflight|-c|--max-per-host|--rate|--host-delay|--parsers|--max-buffer|--timeout|-m|--connect-timeout|--tls-timeout|--ttfb-timeout|--dns-timeout|--speed-limit|--speed-time|--max-time|--retries|--retry-delay|--retry-max-delay|--request|-X|--header|-H|--data|-d|--user-agent|-A|--user|-u|--max-redirects|--proxy|-x|--resolve|--dns-servers|--max-body|--max-header|--max-pages|--max-bytes|--crawl-delay-max|--where|--write-out|-w|--select|--grace|--monitor) return ;;
        esac
        ;;
    crawl)
        flags='--list -l --max-inflight -c --max-per-host --rate --host-delay --parsers --max-buffer --timeout -m --connect-timeout --tls-timeout --ttfb-timeout --dns-timeout --speed-limit --speed-time --max-time --retries --retry-delay --retry-max-delay --header -H --user-agent -A --user -u --netrc --no-netrc --cookie -b --cookie-jar --location -L --no-location --max-redirects --compressed --no-compressed --insecure -k --no-insecure --cacert --cert --key --http1.1 --no-http1.1 --http2 --no-http2 --http2-prior-knowledge --no-http2-prior-knowledge --proxy -x --ipv4 -4 --no-ipv4 --ipv6 -6 --no-ipv6 --resolve --dns-servers --allow-private --no-allow-private --max-body --max-header --max-pages --max-bytes --max-urls-per-host --depth -d --scope --include --exclude --robots --crawl-delay-max --sitemaps --no-sitemaps --follow-nofollow --no-follow-nofollow --ignore-query --no-ignore-query --sort-query --no-sort-query --strip-tracking --no-strip-tracking --output -o --format --fields --links --no-links --body --no-body --headers --no-headers --hash --no-hash --simhash --no-simhash --where --write-out -w --select --save --summary --report --graph --grace --fail --no-fail --progress --quiet -q --no-quiet --verbose -v --no-verbose --monitor --no-color --config --profile --help -h --version'
        case $prev in
        --list|-l) _clew_files f; return ;;
        --cookie|-b) _clew_files f; return ;;
        --cookie-jar) _clew_files f; return ;;
        --cacert) _clew_files f; return ;;
        --cert) _clew_files f; return ;;
        --key) _clew_files f; return ;;
        --scope) _clew_words 'host domain subdomain prefix any'; return ;;
        --robots) _clew_words 'on off report'; return ;;
        --output|-o) _clew_files f; return ;;
        --format) _clew_words 'jsonl csv text body'; return ;;
        --fields) _clew_list 'url state status_code title'; return ;;
        --save) _clew_files d; return ;;
        --summary) _clew_files f; return ;;
        --report) _clew_files f; return ;;
        --graph) _clew_files f; return ;;
        --progress) _clew_words 'auto on off'; return ;;
        --config) _clew_files f; return ;;
        --profile) _clew_words "$("${COMP_WORDS[0]}" completion profiles -- "${COMP_WORDS[@]}" 2>/dev/null)"; return ;;
        --max-inflight|-c|--max-per-host|--rate|--host-delay|--parsers|--max-buffer|--timeout|-m|--connect-timeout|--tls-timeout|--ttfb-timeout|--dns-timeout|--speed-limit|--speed-time|--max-time|--retries|--retry-delay|--retry-max-delay|--header|-H|--user-agent|-A|--user|-u|--max-redirects|--proxy|-x|--resolve|--dns-servers|--max-body|--max-header|--max-pages|--max-bytes|--max-urls-per-host|--depth|-d|--include|--exclude|--crawl-delay-max|--where|--write-out|-w|--select|--grace|--monitor) return ;;
        esac
        ;;
    demo)
        flags='--max-inflight -c --output -o --format --report --graph --progress --quiet -q --no-quiet --verbose -v --no-verbose --monitor --no-color --config --profile --help -h --version'
        case $prev in
        --output|-o) _clew_files f; return ;;
        --format) _clew_words 'jsonl csv text body'; return ;;
        --report) _clew_files f; return ;;
        --graph) _clew_files f; return ;;
        --progress) _clew_words 'auto on off'; return ;;
        --config) _clew_files f; return ;;
        --profile) _clew_words "$("${COMP_WORDS[0]}" completion profiles -- "${COMP_WORDS[@]}" 2>/dev/null)"; return ;;
        --max-inflight|-c|--monitor) return ;;
        esac
        ;;
    ps)
        flags='--help -h --version'
        ;;
    config)
        flags='--list -l --max-inflight -c --max-per-host --rate --host-delay --parsers --max-buffer --timeout -m --connect-timeout --tls-timeout --ttfb-timeout --dns-timeout --speed-limit --speed-time --max-time --retries --retry-delay --retry-max-delay --request -X --header -H --data -d --user-agent -A --user -u --netrc --no-netrc --cookie -b --cookie-jar --location -L --no-location --max-redirects --compressed --no-compressed --insecure -k --no-insecure --cacert --cert --key --http1.1 --no-http1.1 --http2 --no-http2 --http2-prior-knowledge --no-http2-prior-knowledge --proxy -x --ipv4 -4 --no-ipv4 --ipv6 -6 --no-ipv6 --resolve --dns-servers --allow-private --no-allow-private --max-body --max-header --max-pages --max-bytes --max-urls-per-host --depth -d --scope --include --exclude --robots --crawl-delay-max --sitemaps --no-sitemaps --follow-nofollow --no-follow-nofollow --ignore-query --no-ignore-query --sort-query --no-sort-query --strip-tracking --no-strip-tracking --output -o --format --fields --links --no-links --body --no-body --headers --no-headers --hash --no-hash --simhash --no-simhash --where --write-out -w --select --save --summary --report --graph --grace --fail --no-fail --progress --quiet -q --no-quiet --verbose -v --no-verbose --monitor --no-color --config --profile --show-secrets --no-show-secrets --help -h --version'
        operands='fetch crawl demo'
        case $prev in
        --list|-l) _clew_files f; return ;;
        --cookie|-b) _clew_files f; return ;;
        --cookie-jar) _clew_files f; return ;;
        --cacert) _clew_files f; return ;;
        --cert) _clew_files f; return ;;
        --key) _clew_files f; return ;;
        --scope) _clew_words 'host domain subdomain prefix any'; return ;;
        --robots) _clew_words 'on off report'; return ;;
        --output|-o) _clew_files f; return ;;
        --format) _clew_words 'jsonl csv text body'; return ;;
        --fields) _clew_list 'url state status_code title'; return ;;
        --save) _clew_files d; return ;;
        --summary) _clew_files f; return ;;
        --report) _clew_files f; return ;;
        --graph) _clew_files f; return ;;
        --progress) _clew_words 'auto on off'; return ;;
        --config) _clew_files f; return ;;
        --profile) _clew_words "$("${COMP_WORDS[0]}" completion profiles -- "${COMP_WORDS[@]}" 2>/dev/null)"; return ;;
        --max-inflight|-c|--max-per-host|--rate|--host-delay|--parsers|--max-buffer|--timeout|-m|--connect-timeout|--tls-timeout|--ttfb-timeout|--dns-timeout|--speed-limit|--speed-time|--max-time|--retries|--retry-delay|--retry-max-delay|--request|-X|--header|-H|--data|-d|--user-agent|-A|--user|-u|--max-redirects|--proxy|-x|--resolve|--dns-servers|--max-body|--max-header|--max-pages|--max-bytes|--max-urls-per-host|--depth|-d|--include|--exclude|--crawl-delay-max|--where|--write-out|-w|--select|--grace|--monitor) return ;;
        esac
        ;;
    completion)
        flags='--help -h --version'
        operands='bash zsh fish'
        ;;
    man)
        flags='--help -h --version'
        ;;
    help)
        flags='--help -h --version'
        operands='fetch crawl demo ps config completion man help'
        ;;
    esac
    if [[ $cur == -* ]]; then
        _clew_words "$flags"
    elif [[ -n $operands ]]; then
        _clew_words "$operands"
    fi
}

complete -F _clew clew
