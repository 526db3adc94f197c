#compdef clew
# Completion of clew for zsh, made by: clew completion zsh

_clew_profiles() {
    compadd -- ${(f)"$($line_program completion profiles -- $line_words 2>/dev/null)"}
}

_clew() {
    local line_program=${words[1]} curcontext=$curcontext
    local -a line_words=($words) commands=(
        'fetch:fetch every input once'
        'crawl:follow links from the seeds'
        'demo:crawl a small built-in site'
        'ps:show what a running clew is at'
        'config:show the settings in force'
        'completion:print the completions of a shell'
        'man:print the manual page'
        'help:explain clew, or a command'
    )
    if (( CURRENT == 2 )); then
        _describe -t commands command commands
        _arguments '--help[explain clew]' '--version[show the version]'
        return
    fi
    shift words
    (( CURRENT-- ))
    case ${words[1]} in
    fetch)
        _arguments -s -S \
            \*{--list=,-l+}'[read URLs from FILE, one a line (- = stdin)]:FILE:_files' \
            '(--max-inflight -c)'{--max-inflight=,-c+}'[requests at once]:N|auto: ' \
            '(--max-per-host)'--max-per-host='[requests at once to one host]:N: ' \
            '(--rate)'--rate='[requests per second or minute, over all hosts]:N/s|N/m: ' \
            '(--host-delay)'--host-delay='[pause between the starts of requests to one host]:DUR: ' \
            '(--parsers)'--parsers='[threads that parse pages]:N: ' \
            '(--max-buffer)'--max-buffer='[memory for bodies, all together]:SIZE: ' \
            '(--timeout -m)'{--timeout=,-m+}'[limit of one attempt, from DNS to the last byte]:DUR: ' \
            '(--connect-timeout)'--connect-timeout='[limit of connecting]:DUR: ' \
            '(--tls-timeout)'--tls-timeout='[limit of the TLS handshake]:DUR: ' \
            '(--ttfb-timeout)'--ttfb-timeout='[limit from the request sent to the first byte]:DUR: ' \
            '(--dns-timeout)'--dns-timeout='[limit of looking up a name]:DUR: ' \
            '(--speed-limit)'--speed-limit='[least bytes a second that a response must come at]:SIZE: ' \
            '(--speed-time)'--speed-time='[how long a response may be slower than --speed-limit]:DUR: ' \
            '(--max-time)'--max-time='[limit of the whole run]:DUR: ' \
            '(--retries)'--retries='[further attempts after one that failed]:N: ' \
            '(--retry-delay)'--retry-delay='[pause before the first retry]:DUR: ' \
            '(--retry-max-delay)'--retry-max-delay='[longest pause before a retry]:DUR: ' \
            '(--request -X)'{--request=,-X+}'[method of the requests]:METHOD: ' \
            \*{--header=,-H+}'[send this header field too (@FILE reads lines)]:'\''NAME\: VALUE'\'': ' \
            \*{--data=,-d+}'[send DATA as the body (@FILE reads a file)]:DATA: ' \
            '(--user-agent -A)'{--user-agent=,-A+}'[value of the User-Agent field]:TEXT: ' \
            '(--user -u)'{--user=,-u+}'[log in to what the arguments name, by basic authentication]:NAME\:PASSWORD: ' \
            '(--netrc)'--netrc'[look users and passwords up in ~/.netrc]' \
            '--no-netrc[not: look users and passwords up in ~/.netrc]' \
            \*{--cookie=,-b+}'[send '\''a=1; b=2'\'', or the cookies in FILE]:PAIRS|FILE:_files' \
            '(--cookie-jar)'--cookie-jar='[keep the cookies that responses set; write FILE at the end]:FILE:_files' \
            '(--location -L)'{--location,-L}'[follow redirects]' \
            '--no-location[not: follow redirects]' \
            '(--max-redirects)'--max-redirects='[redirects that one input may take]:N: ' \
            '(--compressed)'--compressed'[ask for compressed responses, and decode them]' \
            '--no-compressed[not: ask for compressed responses, and decode them]' \
            '(--insecure -k)'{--insecure,-k}'[do not verify certificates]' \
            '--no-insecure[not: do not verify certificates]' \
            '(--cacert)'--cacert='[trust the PEM certificates in FILE]:FILE:_files' \
            '(--cert)'--cert='[show the PEM certificate in FILE to servers that ask]:FILE:_files' \
            '(--key)'--key='[private key of --cert, in PEM form]:FILE:_files' \
            '(--http1.1)'--http1.1'[speak HTTP/1.1 only]' \
            '--no-http1.1[not: speak HTTP/1.1 only]' \
            '(--http2)'--http2'[speak HTTP/2 where an https server chooses it]' \
            '--no-http2[not: speak HTTP/2 where an https server chooses it]' \
            '(--http2-prior-knowledge)'--http2-prior-knowledge'[speak HTTP/2 over http too, without asking]' \
            '--no-http2-prior-knowledge[not: speak HTTP/2 over http too, without asking]' \
            '(--proxy -x)'{--proxy=,-x+}'[connect through this proxy]:PROXY: ' \
            '(--ipv4 -4)'{--ipv4,-4}'[use IPv4 only]' \
            '--no-ipv4[not: use IPv4 only]' \
            '(--ipv6 -6)'{--ipv6,-6}'[use IPv6 only]' \
            '--no-ipv6[not: use IPv6 only]' \
            \*--resolve='[address of HOST\:PORT, instead of asking DNS]:HOST\:PORT\:ADDR: ' \
            '(--dns-servers)'--dns-servers='[name servers to ask]:ADDR\[,ADDR\]: ' \
            '(--allow-private)'--allow-private'[let links and redirects lead to private addresses]' \
            '--no-allow-private[not: let links and redirects lead to private addresses]' \
            '(--max-body)'--max-body='[largest body, decoded]:SIZE: ' \
            '(--max-header)'--max-header='[largest head of a response]:SIZE: ' \
            '(--max-pages)'--max-pages='[stop after so many pages]:N: ' \
            '(--max-bytes)'--max-bytes='[stop after so many bytes received]:SIZE: ' \
            '(--robots)'--robots='[whether to obey robots.txt]:on|off|report:(on off report)' \
            '(--crawl-delay-max)'--crawl-delay-max='[longest pause that a robots.txt may ask for]:DUR: ' \
            '(--output -o)'{--output=,-o+}'[write records to FILE]:FILE:_files' \
            '(--format)'--format='[write jsonl, csv, text or body]:FORMAT:(jsonl csv text body)' \
            '(--fields)'--fields='[write only these fields of a record]:A,B,C:_values -s , field url state status_code title' \
            '(--links)'--links'[add the links of each page]' \
            '--no-links[not: add the links of each page]' \
            '(--body)'--body'[add the decoded body]' \
            '--no-body[not: add the decoded body]' \
            '(--headers)'--headers'[add the header fields of the response]' \
            '--no-headers[not: add the header fields of the response]' \
            '(--hash)'--hash'[add the SHA-256 of the decoded body]' \
            '--no-hash[not: add the SHA-256 of the decoded body]' \
            '(--simhash)'--simhash'[add a fingerprint of the text that a page shows]' \
            '--no-simhash[not: add a fingerprint of the text that a page shows]' \
            '(--where)'--where='[write only what an expression over the record holds for]:EXPR: ' \
            '(--write-out -w)'{--write-out=,-w+}'[write this to stdout for each record, in its place]:TEMPLATE: ' \
            '(--select)'--select='[add what this selector finds in a page]:CSS: ' \
            '(--save)'--save='[write each body to a file below DIR]:DIR:_files -/' \
            '(--summary)'--summary='[write the summary of the run to FILE, as JSON]:FILE:_files' \
            '(--report)'--report='[write a page to look at to FILE.html, at the end of the run]:FILE.html:_files' \
            '(--grace)'--grace='[time for what is in flight when the run is stopped]:DUR: ' \
            '(--fail)'--fail'[exit code 8 if a status of 400 or more came]' \
            '--no-fail[not: exit code 8 if a status of 400 or more came]' \
            '(--progress)'--progress='[progress on stderr]:auto|on|off:(auto on off)' \
            '(--quiet -q)'{--quiet,-q}'[only errors on stderr]' \
            '--no-quiet[not: only errors on stderr]' \
            '(--verbose -v)'{--verbose,-v}'[say more on stderr]' \
            '--no-verbose[not: say more on stderr]' \
            '(--monitor)'--monitor='[show the run in a browser while it lasts, at this address]:ADDR: ' \
            '(--no-color)'--no-color'[no colours]' \
            '(--config)'--config='[read settings from FILE, in TOML]:FILE:_files' \
            '(--profile)'--profile='[use the settings under \[profile.NAME\] of the file too]:NAME:_clew_profiles' \
            '(--help -h)'{--help,-h}'[-h lists the flags, --help explains them]' \
            '(--version)'--version'[show the version]' \
            '*:URL:_urls'
        ;;
    crawl)
        _arguments -s -S \
            \*{--list=,-l+}'[read URLs from FILE, one a line (- = stdin)]:FILE:_files' \
            '(--max-inflight -c)'{--max-inflight=,-c+}'[requests at once]:N|auto: ' \
            '(--max-per-host)'--max-per-host='[requests at once to one host]:N: ' \
            '(--rate)'--rate='[requests per second or minute, over all hosts]:N/s|N/m: ' \
            '(--host-delay)'--host-delay='[pause between the starts of requests to one host]:DUR: ' \
            '(--parsers)'--parsers='[threads that parse pages]:N: ' \
            '(--max-buffer)'--max-buffer='[memory for bodies, all together]:SIZE: ' \
            '(--timeout -m)'{--timeout=,-m+}'[limit of one attempt, from DNS to the last byte]:DUR: ' \
            '(--connect-timeout)'--connect-timeout='[limit of connecting]:DUR: ' \
            '(--tls-timeout)'--tls-timeout='[limit of the TLS handshake]:DUR: ' \
            '(--ttfb-timeout)'--ttfb-timeout='[limit from the request sent to the first byte]:DUR: ' \
            '(--dns-timeout)'--dns-timeout='[limit of looking up a name]:DUR: ' \
            '(--speed-limit)'--speed-limit='[least bytes a second that a response must come at]:SIZE: ' \
            '(--speed-time)'--speed-time='[how long a response may be slower than --speed-limit]:DUR: ' \
            '(--max-time)'--max-time='[limit of the whole run]:DUR: ' \
            '(--retries)'--retries='[further attempts after one that failed]:N: ' \
            '(--retry-delay)'--retry-delay='[pause before the first retry]:DUR: ' \
            '(--retry-max-delay)'--retry-max-delay='[longest pause before a retry]:DUR: ' \
            \*{--header=,-H+}'[send this header field too (@FILE reads lines)]:'\''NAME\: VALUE'\'': ' \
            '(--user-agent -A)'{--user-agent=,-A+}'[value of the User-Agent field]:TEXT: ' \
            '(--user -u)'{--user=,-u+}'[log in to what the arguments name, by basic authentication]:NAME\:PASSWORD: ' \
            '(--netrc)'--netrc'[look users and passwords up in ~/.netrc]' \
            '--no-netrc[not: look users and passwords up in ~/.netrc]' \
            \*{--cookie=,-b+}'[send '\''a=1; b=2'\'', or the cookies in FILE]:PAIRS|FILE:_files' \
            '(--cookie-jar)'--cookie-jar='[keep the cookies that responses set; write FILE at the end]:FILE:_files' \
            '(--location -L)'{--location,-L}'[follow redirects]' \
            '--no-location[not: follow redirects]' \
            '(--max-redirects)'--max-redirects='[redirects that one input may take]:N: ' \
            '(--compressed)'--compressed'[ask for compressed responses, and decode them]' \
            '--no-compressed[not: ask for compressed responses, and decode them]' \
            '(--insecure -k)'{--insecure,-k}'[do not verify certificates]' \
            '--no-insecure[not: do not verify certificates]' \
            '(--cacert)'--cacert='[trust the PEM certificates in FILE]:FILE:_files' \
            '(--cert)'--cert='[show the PEM certificate in FILE to servers that ask]:FILE:_files' \
            '(--key)'--key='[private key of --cert, in PEM form]:FILE:_files' \
            '(--http1.1)'--http1.1'[speak HTTP/1.1 only]' \
            '--no-http1.1[not: speak HTTP/1.1 only]' \
            '(--http2)'--http2'[speak HTTP/2 where an https server chooses it]' \
            '--no-http2[not: speak HTTP/2 where an https server chooses it]' \
            '(--http2-prior-knowledge)'--http2-prior-knowledge'[speak HTTP/2 over http too, without asking]' \
            '--no-http2-prior-knowledge[not: speak HTTP/2 over http too, without asking]' \
            '(--proxy -x)'{--proxy=,-x+}'[connect through this proxy]:PROXY: ' \
            '(--ipv4 -4)'{--ipv4,-4}'[use IPv4 only]' \
            '--no-ipv4[not: use IPv4 only]' \
            '(--ipv6 -6)'{--ipv6,-6}'[use IPv6 only]' \
            '--no-ipv6[not: use IPv6 only]' \
            \*--resolve='[address of HOST\:PORT, instead of asking DNS]:HOST\:PORT\:ADDR: ' \
            '(--dns-servers)'--dns-servers='[name servers to ask]:ADDR\[,ADDR\]: ' \
            '(--allow-private)'--allow-private'[let links and redirects lead to private addresses]' \
            '--no-allow-private[not: let links and redirects lead to private addresses]' \
            '(--max-body)'--max-body='[largest body, decoded]:SIZE: ' \
            '(--max-header)'--max-header='[largest head of a response]:SIZE: ' \
            '(--max-pages)'--max-pages='[stop after so many pages]:N: ' \
            '(--max-bytes)'--max-bytes='[stop after so many bytes received]:SIZE: ' \
            '(--max-urls-per-host)'--max-urls-per-host='[ask one host for at most so many URLs]:N: ' \
            '(--depth -d)'{--depth=,-d+}'[follow links so many steps from a seed]:N: ' \
            '(--scope)'--scope='[follow links within host, domain, subdomain, prefix or any]:SCOPE:(host domain subdomain prefix any)' \
            \*--include='[follow only URLs that match]:REGEX: ' \
            \*--exclude='[do not follow URLs that match]:REGEX: ' \
            '(--robots)'--robots='[whether to obey robots.txt]:on|off|report:(on off report)' \
            '(--crawl-delay-max)'--crawl-delay-max='[longest pause that a robots.txt may ask for]:DUR: ' \
            '(--sitemaps)'--sitemaps'[look for pages in sitemaps too]' \
            '--no-sitemaps[not: look for pages in sitemaps too]' \
            '(--follow-nofollow)'--follow-nofollow'[follow links that are marked nofollow]' \
            '--no-follow-nofollow[not: follow links that are marked nofollow]' \
            '(--ignore-query)'--ignore-query'[take URLs that differ in the query only for one]' \
            '--no-ignore-query[not: take URLs that differ in the query only for one]' \
            '(--sort-query)'--sort-query'[take URLs that differ in the query'\''s order only for one]' \
            '--no-sort-query[not: take URLs that differ in the query'\''s order only for one]' \
            '(--strip-tracking)'--strip-tracking'[drop parameters that only track, such as utm_source]' \
            '--no-strip-tracking[not: drop parameters that only track, such as utm_source]' \
            '(--output -o)'{--output=,-o+}'[write records to FILE]:FILE:_files' \
            '(--format)'--format='[write jsonl, csv, text or body]:FORMAT:(jsonl csv text body)' \
            '(--fields)'--fields='[write only these fields of a record]:A,B,C:_values -s , field url state status_code title' \
            '(--links)'--links'[add the links of each page]' \
            '--no-links[not: add the links of each page]' \
            '(--body)'--body'[add the decoded body]' \
            '--no-body[not: add the decoded body]' \
            '(--headers)'--headers'[add the header fields of the response]' \
            '--no-headers[not: add the header fields of the response]' \
            '(--hash)'--hash'[add the SHA-256 of the decoded body]' \
            '--no-hash[not: add the SHA-256 of the decoded body]' \
            '(--simhash)'--simhash'[add a fingerprint of the text that a page shows]' \
            '--no-simhash[not: add a fingerprint of the text that a page shows]' \
            '(--where)'--where='[write only what an expression over the record holds for]:EXPR: ' \
            '(--write-out -w)'{--write-out=,-w+}'[write this to stdout for each record, in its place]:TEMPLATE: ' \
            '(--select)'--select='[add what this selector finds in a page]:CSS: ' \
            '(--save)'--save='[write each body to a file below DIR]:DIR:_files -/' \
            '(--summary)'--summary='[write the summary of the run to FILE, as JSON]:FILE:_files' \
            '(--report)'--report='[write a page to look at to FILE.html, at the end of the run]:FILE.html:_files' \
            '(--graph)'--graph='[write the link graph to FILE.dot or FILE.graphml]:FILE:_files' \
            '(--grace)'--grace='[time for what is in flight when the run is stopped]:DUR: ' \
            '(--fail)'--fail'[exit code 8 if a status of 400 or more came]' \
            '--no-fail[not: exit code 8 if a status of 400 or more came]' \
            '(--progress)'--progress='[progress on stderr]:auto|on|off:(auto on off)' \
            '(--quiet -q)'{--quiet,-q}'[only errors on stderr]' \
            '--no-quiet[not: only errors on stderr]' \
            '(--verbose -v)'{--verbose,-v}'[say more on stderr]' \
            '--no-verbose[not: say more on stderr]' \
            '(--monitor)'--monitor='[show the run in a browser while it lasts, at this address]:ADDR: ' \
            '(--no-color)'--no-color'[no colours]' \
            '(--config)'--config='[read settings from FILE, in TOML]:FILE:_files' \
            '(--profile)'--profile='[use the settings under \[profile.NAME\] of the file too]:NAME:_clew_profiles' \
            '(--help -h)'{--help,-h}'[-h lists the flags, --help explains them]' \
            '(--version)'--version'[show the version]' \
            '*:URL:_urls'
        ;;
    demo)
        _arguments -s -S \
            '(--max-inflight -c)'{--max-inflight=,-c+}'[requests at once]:N|auto: ' \
            '(--output -o)'{--output=,-o+}'[write records to FILE]:FILE:_files' \
            '(--format)'--format='[write jsonl, csv, text or body]:FORMAT:(jsonl csv text body)' \
            '(--report)'--report='[write a page to look at to FILE.html, at the end of the run]:FILE.html:_files' \
            '(--graph)'--graph='[write the link graph to FILE.dot or FILE.graphml]:FILE:_files' \
            '(--progress)'--progress='[progress on stderr]:auto|on|off:(auto on off)' \
            '(--quiet -q)'{--quiet,-q}'[only errors on stderr]' \
            '--no-quiet[not: only errors on stderr]' \
            '(--verbose -v)'{--verbose,-v}'[say more on stderr]' \
            '--no-verbose[not: say more on stderr]' \
            '(--monitor)'--monitor='[show the run in a browser while it lasts, at this address]:ADDR: ' \
            '(--no-color)'--no-color'[no colours]' \
            '(--config)'--config='[read settings from FILE, in TOML]:FILE:_files' \
            '(--profile)'--profile='[use the settings under \[profile.NAME\] of the file too]:NAME:_clew_profiles' \
            '(--help -h)'{--help,-h}'[-h lists the flags, --help explains them]' \
            '(--version)'--version'[show the version]' \
            
        ;;
    ps)
        _arguments -s -S \
            '(--help -h)'{--help,-h}'[-h lists the flags, --help explains them]' \
            '(--version)'--version'[show the version]' \
            
        ;;
    config)
        _arguments -s -S \
            \*{--list=,-l+}'[read URLs from FILE, one a line (- = stdin)]:FILE:_files' \
            '(--max-inflight -c)'{--max-inflight=,-c+}'[requests at once]:N|auto: ' \
            '(--max-per-host)'--max-per-host='[requests at once to one host]:N: ' \
            '(--rate)'--rate='[requests per second or minute, over all hosts]:N/s|N/m: ' \
            '(--host-delay)'--host-delay='[pause between the starts of requests to one host]:DUR: ' \
            '(--parsers)'--parsers='[threads that parse pages]:N: ' \
            '(--max-buffer)'--max-buffer='[memory for bodies, all together]:SIZE: ' \
            '(--timeout -m)'{--timeout=,-m+}'[limit of one attempt, from DNS to the last byte]:DUR: ' \
            '(--connect-timeout)'--connect-timeout='[limit of connecting]:DUR: ' \
            '(--tls-timeout)'--tls-timeout='[limit of the TLS handshake]:DUR: ' \
            '(--ttfb-timeout)'--ttfb-timeout='[limit from the request sent to the first byte]:DUR: ' \
            '(--dns-timeout)'--dns-timeout='[limit of looking up a name]:DUR: ' \
            '(--speed-limit)'--speed-limit='[least bytes a second that a response must come at]:SIZE: ' \
            '(--speed-time)'--speed-time='[how long a response may be slower than --speed-limit]:DUR: ' \
            '(--max-time)'--max-time='[limit of the whole run]:DUR: ' \
            '(--retries)'--retries='[further attempts after one that failed]:N: ' \
            '(--retry-delay)'--retry-delay='[pause before the first retry]:DUR: ' \
            '(--retry-max-delay)'--retry-max-delay='[longest pause before a retry]:DUR: ' \
            '(--request -X)'{--request=,-X+}'[method of the requests]:METHOD: ' \
            \*{--header=,-H+}'[send this header field too (@FILE reads lines)]:'\''NAME\: VALUE'\'': ' \
            \*{--data=,-d+}'[send DATA as the body (@FILE reads a file)]:DATA: ' \
            '(--user-agent -A)'{--user-agent=,-A+}'[value of the User-Agent field]:TEXT: ' \
            '(--user -u)'{--user=,-u+}'[log in to what the arguments name, by basic authentication]:NAME\:PASSWORD: ' \
            '(--netrc)'--netrc'[look users and passwords up in ~/.netrc]' \
            '--no-netrc[not: look users and passwords up in ~/.netrc]' \
            \*{--cookie=,-b+}'[send '\''a=1; b=2'\'', or the cookies in FILE]:PAIRS|FILE:_files' \
            '(--cookie-jar)'--cookie-jar='[keep the cookies that responses set; write FILE at the end]:FILE:_files' \
            '(--location -L)'{--location,-L}'[follow redirects]' \
            '--no-location[not: follow redirects]' \
            '(--max-redirects)'--max-redirects='[redirects that one input may take]:N: ' \
            '(--compressed)'--compressed'[ask for compressed responses, and decode them]' \
            '--no-compressed[not: ask for compressed responses, and decode them]' \
            '(--insecure -k)'{--insecure,-k}'[do not verify certificates]' \
            '--no-insecure[not: do not verify certificates]' \
            '(--cacert)'--cacert='[trust the PEM certificates in FILE]:FILE:_files' \
            '(--cert)'--cert='[show the PEM certificate in FILE to servers that ask]:FILE:_files' \
            '(--key)'--key='[private key of --cert, in PEM form]:FILE:_files' \
            '(--http1.1)'--http1.1'[speak HTTP/1.1 only]' \
            '--no-http1.1[not: speak HTTP/1.1 only]' \
            '(--http2)'--http2'[speak HTTP/2 where an https server chooses it]' \
            '--no-http2[not: speak HTTP/2 where an https server chooses it]' \
            '(--http2-prior-knowledge)'--http2-prior-knowledge'[speak HTTP/2 over http too, without asking]' \
            '--no-http2-prior-knowledge[not: speak HTTP/2 over http too, without asking]' \
            '(--proxy -x)'{--proxy=,-x+}'[connect through this proxy]:PROXY: ' \
            '(--ipv4 -4)'{--ipv4,-4}'[use IPv4 only]' \
            '--no-ipv4[not: use IPv4 only]' \
            '(--ipv6 -6)'{--ipv6,-6}'[use IPv6 only]' \
            '--no-ipv6[not: use IPv6 only]' \
            \*--resolve='[address of HOST\:PORT, instead of asking DNS]:HOST\:PORT\:ADDR: ' \
            '(--dns-servers)'--dns-servers='[name servers to ask]:ADDR\[,ADDR\]: ' \
            '(--allow-private)'--allow-private'[let links and redirects lead to private addresses]' \
            '--no-allow-private[not: let links and redirects lead to private addresses]' \
            '(--max-body)'--max-body='[largest body, decoded]:SIZE: ' \
            '(--max-header)'--max-header='[largest head of a response]:SIZE: ' \
            '(--max-pages)'--max-pages='[stop after so many pages]:N: ' \
            '(--max-bytes)'--max-bytes='[stop after so many bytes received]:SIZE: ' \
            '(--max-urls-per-host)'--max-urls-per-host='[ask one host for at most so many URLs]:N: ' \
            '(--depth -d)'{--depth=,-d+}'[follow links so many steps from a seed]:N: ' \
            '(--scope)'--scope='[follow links within host, domain, subdomain, prefix or any]:SCOPE:(host domain subdomain prefix any)' \
            \*--include='[follow only URLs that match]:REGEX: ' \
            \*--exclude='[do not follow URLs that match]:REGEX: ' \
            '(--robots)'--robots='[whether to obey robots.txt]:on|off|report:(on off report)' \
            '(--crawl-delay-max)'--crawl-delay-max='[longest pause that a robots.txt may ask for]:DUR: ' \
            '(--sitemaps)'--sitemaps'[look for pages in sitemaps too]' \
            '--no-sitemaps[not: look for pages in sitemaps too]' \
            '(--follow-nofollow)'--follow-nofollow'[follow links that are marked nofollow]' \
            '--no-follow-nofollow[not: follow links that are marked nofollow]' \
            '(--ignore-query)'--ignore-query'[take URLs that differ in the query only for one]' \
            '--no-ignore-query[not: take URLs that differ in the query only for one]' \
            '(--sort-query)'--sort-query'[take URLs that differ in the query'\''s order only for one]' \
            '--no-sort-query[not: take URLs that differ in the query'\''s order only for one]' \
            '(--strip-tracking)'--strip-tracking'[drop parameters that only track, such as utm_source]' \
            '--no-strip-tracking[not: drop parameters that only track, such as utm_source]' \
            '(--output -o)'{--output=,-o+}'[write records to FILE]:FILE:_files' \
            '(--format)'--format='[write jsonl, csv, text or body]:FORMAT:(jsonl csv text body)' \
            '(--fields)'--fields='[write only these fields of a record]:A,B,C:_values -s , field url state status_code title' \
            '(--links)'--links'[add the links of each page]' \
            '--no-links[not: add the links of each page]' \
            '(--body)'--body'[add the decoded body]' \
            '--no-body[not: add the decoded body]' \
            '(--headers)'--headers'[add the header fields of the response]' \
            '--no-headers[not: add the header fields of the response]' \
            '(--hash)'--hash'[add the SHA-256 of the decoded body]' \
            '--no-hash[not: add the SHA-256 of the decoded body]' \
            '(--simhash)'--simhash'[add a fingerprint of the text that a page shows]' \
            '--no-simhash[not: add a fingerprint of the text that a page shows]' \
            '(--where)'--where='[write only what an expression over the record holds for]:EXPR: ' \
            '(--write-out -w)'{--write-out=,-w+}'[write this to stdout for each record, in its place]:TEMPLATE: ' \
            '(--select)'--select='[add what this selector finds in a page]:CSS: ' \
            '(--save)'--save='[write each body to a file below DIR]:DIR:_files -/' \
            '(--summary)'--summary='[write the summary of the run to FILE, as JSON]:FILE:_files' \
            '(--report)'--report='[write a page to look at to FILE.html, at the end of the run]:FILE.html:_files' \
            '(--graph)'--graph='[write the link graph to FILE.dot or FILE.graphml]:FILE:_files' \
            '(--grace)'--grace='[time for what is in flight when the run is stopped]:DUR: ' \
            '(--fail)'--fail'[exit code 8 if a status of 400 or more came]' \
            '--no-fail[not: exit code 8 if a status of 400 or more came]' \
            '(--progress)'--progress='[progress on stderr]:auto|on|off:(auto on off)' \
            '(--quiet -q)'{--quiet,-q}'[only errors on stderr]' \
            '--no-quiet[not: only errors on stderr]' \
            '(--verbose -v)'{--verbose,-v}'[say more on stderr]' \
            '--no-verbose[not: say more on stderr]' \
            '(--monitor)'--monitor='[show the run in a browser while it lasts, at this address]:ADDR: ' \
            '(--no-color)'--no-color'[no colours]' \
            '(--config)'--config='[read settings from FILE, in TOML]:FILE:_files' \
            '(--profile)'--profile='[use the settings under \[profile.NAME\] of the file too]:NAME:_clew_profiles' \
            '(--show-secrets)'--show-secrets'[show passwords, cookies and header values too]' \
            '--no-show-secrets[not: show passwords, cookies and header values too]' \
            '(--help -h)'{--help,-h}'[-h lists the flags, --help explains them]' \
            '(--version)'--version'[show the version]' \
            '1:argument:(fetch crawl demo)'
        ;;
    completion)
        _arguments -s -S \
            '(--help -h)'{--help,-h}'[-h lists the flags, --help explains them]' \
            '(--version)'--version'[show the version]' \
            '1:argument:(bash zsh fish)'
        ;;
    man)
        _arguments -s -S \
            '(--help -h)'{--help,-h}'[-h lists the flags, --help explains them]' \
            '(--version)'--version'[show the version]' \
            
        ;;
    help)
        _arguments -s -S \
            '(--help -h)'{--help,-h}'[-h lists the flags, --help explains them]' \
            '(--version)'--version'[show the version]' \
            '1:argument:(fetch crawl demo ps config completion man help)'
        ;;
    esac
}

if [[ $funcstack[1] == _clew ]]; then
    _clew "$@"
else
    compdef _clew clew
fi
