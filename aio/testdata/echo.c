// The least that a server can do: one thread, one epoll, and what comes in on a
// connection goes out on it again. BenchmarkEcho512BesideC holds aio against it.

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

static char buf[1 << 16];

static int must(int n, const char *what) {
	if (n < 0) {
		perror(what);
		exit(1);
	}
	return n;
}

static void add(int ep, int fd) {
	struct epoll_event ev = {.events = EPOLLIN | EPOLLRDHUP, .data.fd = fd};
	must(epoll_ctl(ep, EPOLL_CTL_ADD, fd, &ev), "epoll_ctl");
}

static void echo(int fd) {
	ssize_t n = read(fd, buf, sizeof buf);
	if (n <= 0 || write(fd, buf, n) != n)
		close(fd);
}

int main(void) {
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof at;
	int on = 1, ln = must(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), "socket");
	must(bind(ln, (struct sockaddr *)&at, size), "bind");
	must(listen(ln, 1024), "listen");
	must(getsockname(ln, (struct sockaddr *)&at, &size), "getsockname");
	printf("127.0.0.1:%d\n", ntohs(at.sin_port));
	fflush(stdout);

	int ep = must(epoll_create1(0), "epoll_create1");
	add(ep, ln);
	for (;;) {
		static struct epoll_event events[512];
		int n = must(epoll_wait(ep, events, 512, -1), "epoll_wait");
		for (int i = 0; i < n; i++) {
			if (events[i].data.fd != ln) {
				echo(events[i].data.fd);
				continue;
			}
			int fd = accept4(ln, NULL, NULL, SOCK_NONBLOCK);
			if (fd >= 0) {
				setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
				add(ep, fd);
			}
		}
	}
}
