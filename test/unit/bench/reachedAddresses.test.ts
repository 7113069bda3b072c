import { describe, expect, it } from 'vitest';
import { reachedAddresses } from '../../bench/reliability/reachedAddresses';

const host =
	'execve("/usr/bin/node", ["node", "--type=extensionHost"], 0x16f06ff0 /* 59 vars */ <unfinished ...>';
const dns = (ip: string) =>
	`connect(24, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("${ip}")}, 16) = -1 ENETUNREACH`;

describe('a log of strace', () => {
	it('tells which program tried to reach which address, from a thread, too', () => {
		const { programs, reached } = reachedAddresses([
			'10 execve("/usr/bin/server", ["server"], 0x1 /* 1 vars */) = 0',
			'10 vfork( <unfinished ...>',
			`11 ${host}`,
			'10 <... vfork resumed>)             = 11',
			'11 clone3({flags=CLONE_VM|CLONE_THREAD}, 88 <unfinished ...>',
			`12 ${dns('10.0.0.53')}`,
			'11 <... clone3 resumed> => {parent_tid=[12]}, 88) = 12',
			`10 ${dns('10.0.0.7')}`,
			'11 connect(3, {sa_family=AF_INET6, sin6_port=htons(443), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "2001:db8::1", &sin6_addr), sin6_scope_id=0}, 28) = -1 ENETUNREACH',
		]);
		expect(programs).toHaveLength(2);
		expect(reached.map(({ program, address }) => [program.includes('extensionHost'), address])).toEqual([
			[true, '10.0.0.53'],
			[false, '10.0.0.7'],
			[true, '2001:db8::1'],
		]);
	});

	it('has no attempts where programs are missing, are only looked for, or speak to their own machine by a file', () => {
		const { programs, reached } = reachedAddresses([
			'10 execve("/opt/node", ["node"], 0x1 /* 1 vars */) = -1 ENOENT (No such file or directory)',
			'10 connect(5, {sa_family=AF_UNIX, sun_path="/run/nscd/socket"}, 110) = -1 ENOENT',
		]);
		expect([programs, reached]).toEqual([[], []]);
	});
});
