#!/usr/bin/python3
"""Run ansible-core's integration targets against any ansible-playbook compatible command.

  run.py --label real                                   # baseline: real ansible-playbook, all selected targets
  run.py --label kplay --kplay dist/cli/main.js         # kplay under every name it serves
  run.py --label x --cmd 'some engine' --map 'ansible-vault=some vault'
  run.py --label x --cmd kplay --targets blocks,handlers --rescue -v

Verdicts: ok = runme.sh / the role's playbook exits 0 AND the PLAY RECAP lines equal real Ansible's (strict);
weak = exit 0 but other recaps (an engine which runs nothing is weak on most targets); FAIL = non-zero or timeout.

Every target runs in its own mount/pid/uts/ipc/net namespaces on an overlay of / with a tmpfs upper:
nothing persists. Standard library only. Must be root.
"""
import argparse, ctypes, json, os, re, shlex, shutil, signal, subprocess, sys, threading, time
from concurrent.futures import ThreadPoolExecutor

HERE = os.path.dirname(os.path.abspath(__file__))
SRC = os.environ.get('ANSIBLE_SRC', '')
WORK = os.path.abspath(os.environ.get('KH_WORK', '.conformance'))      # logs, results, sandboxes, a throwaway key
CLIS = ['ansible', 'ansible-playbook', 'ansible-config', 'ansible-console', 'ansible-doc', 'ansible-galaxy',
        'ansible-inventory', 'ansible-pull', 'ansible-vault', 'ansible-connection', 'ansible-test']
KPLAY_CLIS = ['ansible-playbook']                              # the names that kplay answers to; all others are Ansible's own
PY = {'python': '/usr/bin/python3', 'python3': '/usr/bin/python3', 'python.py': '/usr/bin/python3',
      'python3.11': '/usr/bin/python3', 'pip': '/usr/bin/pip3', 'pip3': '/usr/bin/pip3'}
# ansible-test works under a long path; this target greps a warning that Ansible wraps at column 79
LONGPATH = {'yaml_parsing'}
RECAP = re.compile(r'^(\S.*?)\s+: ok=(\d+)\s+changed=(\d+)\s+unreachable=(\d+)\s+failed=(\d+)(?:\s+skipped=(\d+)\s+rescued=(\d+)\s+ignored=(\d+))?')


# ---------------------------------------------------------------- inside the sandbox
def sh(*cmd, **kw):
    return subprocess.run(cmd, check=kw.pop('check', True), **kw)


def write(path, text, mode=0o644):
    os.makedirs(os.path.dirname(path) or '.', exist_ok=True)
    with open(path, 'w') as f:
        f.write(text)
    os.chmod(path, mode)


def inner(spec):
    """PID 1 of the new namespaces."""
    if spec['sandbox']:
        sbx = spec['sbx']
        sh('mount', '-t', 'tmpfs', '-o', 'size=%s,mode=755' % spec['size'], 'kh', sbx)
        for d in ('up', 'wk', 'root'):
            os.mkdir(os.path.join(sbx, d))
        root = sbx + '/root'
        sh('mount', '-t', 'overlay', 'overlay', '-o', 'lowerdir=/,upperdir=%s/up,workdir=%s/wk' % (sbx, sbx), root)
        sh('mount', '-t', 'proc', 'proc', root + '/proc')
        sh('mount', '--rbind', '/dev', root + '/dev')
        if spec['net'] == 'none':            # a sysfs that shows this network namespace
            sh('mount', '-t', 'sysfs', 'sysfs', root + '/sys')
            sh('mount', '--rbind', '/sys/fs/cgroup', root + '/sys/fs/cgroup', check=False)
        else:
            sh('mount', '--rbind', '/sys', root + '/sys')
        os.makedirs(root + '/kh', exist_ok=True)
        sh('mount', '--bind', spec['logdir'], root + '/kh')
        os.chroot(root)
        os.chdir('/')
    os.umask(0o022)
    target = spec['target']
    if target in LONGPATH:
        long = '/opt/ansible/test/results/.tmp/integration/%s-kharness-ansible' % target
        os.makedirs(long)
        sh('mount', '--bind', spec['src'], long)
        spec['src'] = long
    if spec['net'] == 'none':
        quiet = dict(check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        sh('ip', 'link', 'set', 'lo', 'up', **quiet)
        sh('ip', 'link', 'add', 'eth0', 'type', 'veth', 'peer', 'name', 'kpeer', **quiet)
        sh('ip', 'addr', 'add', '10.99.0.2/24', 'dev', 'eth0', **quiet)
        sh('ip', 'link', 'set', 'eth0', 'up', **quiet)
        sh('ip', 'link', 'set', 'kpeer', 'up', **quiet)
        sh('ip', 'route', 'add', 'default', 'via', '10.99.0.1', **quiet)
        try:
            os.unlink('/etc/resolv.conf')
        except OSError:
            pass
        write('/etc/resolv.conf', 'nameserver 127.0.0.1\n')
    hosts = '127.0.0.1 localhost testhost %s\n::1 localhost ip6-localhost\n' % os.uname().nodename
    if 'needs/httptester' in spec['aliases']:
        hosts += '127.0.0.1 ansible.http.tests sni1.ansible.http.tests fail.ansible.http.tests self-signed.ansible.http.tests\n'
        spec['env'] = dict(spec['env'], HTTPTESTER='1')
        subprocess.Popen(['/usr/bin/python3', HERE + '/httptester.py'], stdin=subprocess.DEVNULL)
        for _ in range(300):
            if os.path.exists('/opt/kh/http/ready'):
                break
            time.sleep(.1)
    write('/etc/hosts', hosts)

    target = spec['target']
    integ = spec['src'] + '/test/integration'
    tdir = integ + '/targets'
    aliases = spec['aliases']

    # provisioned python bits (pexpect) so that setup_pexpect/setup_passlib find them installed
    if os.path.isdir(WORK + '/pydeps'):
        write('/usr/local/lib/python3.11/dist-packages/kharness.pth', WORK + '/pydeps\n')

    shimdir = '/opt/kh/bin'
    os.makedirs('/opt/kh/pypath')
    os.makedirs(shimdir, exist_ok=True)
    shutil.copy(HERE + '/shim.py', '/opt/kh/shim.py')
    os.chmod('/opt/kh/shim.py', 0o755)
    for c in CLIS:
        os.symlink('/opt/kh/shim.py', shimdir + '/' + c)
    for c, t in PY.items():
        os.symlink(t, shimdir + '/' + c)
    venv = spec['src'] + '/test/lib/ansible_test/_util/target/injector/virtualenv.sh'
    if os.path.exists(venv):
        shutil.copy(venv, shimdir + '/virtualenv.sh')
    if os.path.isdir(WORK + '/debs') and spec['sandbox']:       # apt-get install finds them in its cache, so needs no network
        for f in os.listdir(WORK + '/debs'):
            if f.endswith('.deb'):
                shutil.copy(WORK + '/debs/' + f, '/var/cache/apt/archives/' + f)
                if f.startswith('acl_'):                            # getfacl/setfacl: become to an unprivileged user, copy
                    sh('sh', '-c', 'dpkg-deb --fsys-tarfile "$0" | tar -x --keep-directory-symlink -C /', WORK + '/debs/' + f)
    if os.path.isdir('/usr/lib/locale/C.utf8') and not os.path.exists('/usr/lib/locale/en_US.utf8'):
        shutil.copytree('/usr/lib/locale/C.utf8', '/usr/lib/locale/en_US.utf8')      # tags/, yaml tests want en_US.UTF-8
    for f in ('/usr/lib/python3.11/EXTERNALLY-MANAGED',):      # the tests call pip install for things already here
        if os.path.exists(f) and spec['sandbox']:
            os.unlink(f)
    shutil.copy('/kh/conf.json', '/opt/kh/conf.json')
    os.chmod('/kh', 0o777)
    open('/kh/calls.jsonl', 'a').close()
    os.chmod('/kh/calls.jsonl', 0o666)

    above = os.path.dirname(spec['src'])
    os.chmod(above, os.stat(above).st_mode & 0o7777 | 0o055)
    inv_vars = 'ansible_connection=local ansible_pipelining=yes ansible_python_interpreter=%s' % spec['python']
    os.makedirs('/root/.ssh', mode=0o700, exist_ok=True)
    for k in ('id_rsa', 'id_rsa.pub'):
        shutil.copy(WORK + '/sshkey/' + k, '/root/.ssh/' + k)
    os.chmod('/root/.ssh/id_rsa', 0o600)
    shutil.copy('/root/.ssh/id_rsa.pub', '/root/.ssh/authorized_keys')
    os.chmod('/root/.ssh/authorized_keys', 0o600)
    if 'needs/ssh' in aliases or target == 'copy':
        sh('ssh-keygen', '-A', stdout=subprocess.DEVNULL)
        os.makedirs('/run/sshd', exist_ok=True)
        write('/etc/ssh/sshd_kh', 'Port 22\nPermitRootLogin yes\nUsePAM yes\nPasswordAuthentication yes\n'
              'StrictModes no\nUseDNS no\nSubsystem sftp /usr/lib/openssh/sftp-server\nAcceptEnv LANG LC_*\n')
        sh('/usr/sbin/sshd', '-f', '/etc/ssh/sshd_kh')
    if 'needs/ssh' in aliases:
        inv_vars = ('ansible_connection=ssh ansible_pipelining=yes ansible_python_interpreter=%s ansible_host=localhost '
                    'ansible_port=22 ansible_user=root ansible_ssh_private_key_file=/root/.ssh/id_rsa '
                    'ansible_ssh_extra_args="-o UserKnownHostsFile=/dev/null -o StrictHostKeyChecking=no -o LogLevel=ERROR"' % spec['python'])
    inv = integ + '/inventory'
    write(inv, '[testgroup]\ntesthost %s\n' % inv_vars)
    write(integ + '/integration.cfg', open(spec['src'] + '/test/lib/ansible_test/_data/ansible.cfg').read()
          if os.path.exists(spec['src'] + '/test/lib/ansible_test/_data/ansible.cfg') else '')
    outdir = spec['src'] + '/test/results/.tmp/output_dir'
    os.makedirs(outdir, exist_ok=True)

    env = dict(
        HOME='/root', USER='root', LOGNAME='root', SHELL='/bin/bash', TERM='dumb',
        LC_ALL=spec['locale'], LANG=spec['locale'],
        PATH=shimdir + ':/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
        ANSIBLE_PYTHON_MODULE_RLIMIT_NOFILE='1024', ANSIBLE_FORCE_COLOR='false', ANSIBLE_FORCE_HANDLERS='true',
        ANSIBLE_HOST_PATTERN_MISMATCH='error', ANSIBLE_INVENTORY='/dev/null', ANSIBLE_DEPRECATION_WARNINGS='false',
        ANSIBLE_HOST_KEY_CHECKING='false', ANSIBLE_RETRY_FILES_ENABLED='false', ANSIBLE_CONFIG=integ + '/integration.cfg',
        ANSIBLE_LIBRARY=spec['src'] + '/test/support/integration/plugins/modules',
        ANSIBLE_MODULE_UTILS=spec['src'] + '/test/support/integration/plugins/module_utils',
        ANSIBLE_FILTER_PLUGINS=spec['src'] + '/test/support/integration/plugins/filter',
        ANSIBLE_DEVEL_WARNING='false', PAGER='/bin/cat',
        ANSIBLE_PYTHON_INTERPRETER='/set/ansible_python_interpreter/in/inventory',
        ANSIBLE_TEST_CI='', ANSIBLE_TEST_COVERAGE='', OUTPUT_DIR=outdir, INVENTORY_PATH=inv,
        ANSIBLE_TEST_PYTHON_VERSION='3.11', ANSIBLE_TEST_PYTHON_INTERPRETER='/usr/bin/python3',
        KH_CONF='/opt/kh/conf.json', PYTHONPATH='/opt/kh/pypath', PIP_NO_INDEX='1', PIP_ROOT_USER_ACTION='ignore', NODE_NO_WARNINGS='1',
    )
    env['ANSIBLE_PLAYBOOK_DIR'] = tdir + '/' + target
    if 'non_local' in aliases:
        env['ANSIBLE_TEST_REMOTE_INTERPRETER'] = ''
    env.update(spec['env'])

    if spec['kind'] == 'runme':
        os.chdir(tdir + '/' + target)
        env['ANSIBLE_PLAYBOOK_DIR'] = os.getcwd()
        cmd = ['./runme.sh'] + spec['verbosity']
        os.chmod('runme.sh', 0o755)
    else:
        os.chdir(integ)
        env['ANSIBLE_PLAYBOOK_DIR'] = integ
        env['ANSIBLE_ROLES_PATH'] = tdir
        gather = 'gather_facts/no' not in aliases
        pb = '%s-kharness.yml' % target
        write(pb, json.dumps([dict(hosts='testhost', gather_facts=gather, vars_files=[], vars=dict(output_dir=outdir),
                                   roles=[target])], indent=4, sort_keys=True))
        cmd = ['ansible-playbook', pb, '-i', 'inventory'] + spec['verbosity']

    pid = os.fork()
    if pid == 0:
        os.setsid()
        fd = os.open('/dev/null', os.O_RDONLY)
        os.dup2(fd, 0)
        os.execvpe(cmd[0] if '/' in cmd[0] else shimdir + '/' + cmd[0], cmd, env)
    deadline = time.time() + spec['timeout']
    rc = None
    def onalarm(*a):
        raise TimeoutError
    signal.signal(signal.SIGALRM, onalarm)
    signal.setitimer(signal.ITIMER_REAL, spec['timeout'])
    try:
        while True:
            p, st = os.waitpid(-1, 0)         # also reaps orphans: we are PID 1
            if p == pid:
                rc = os.waitstatus_to_exitcode(st)
                break
    except TimeoutError:
        rc = 'timeout'
    with open('/kh/rc.json', 'w') as f:
        json.dump(dict(rc=rc, cmd=cmd), f)
    os._exit(0)


# ---------------------------------------------------------------- outside
def aliases_of(src, t):
    try:
        with open('%s/test/integration/targets/%s/aliases' % (src, t)) as f:
            return [l.split('#')[0].strip().rstrip('/') for l in f if l.split('#')[0].strip()]
    except OSError:
        return []


def kind_of(src, t):
    d = '%s/test/integration/targets/%s/' % (src, t)
    if os.path.exists(d + 'runme.sh'):
        return 'runme'
    if any(os.path.isdir(d + x) for x in ('tasks', 'meta', 'defaults', 'vars', 'handlers')):
        return 'role'
    return None


def recaps(log):
    out = []
    for line in log.splitlines():
        m = RECAP.match(line)
        if m:
            out.append([m.group(1)] + [int(x or 0) for x in m.groups()[1:]])
    return out


def run_target(opt, t, base):
    logdir = os.path.join(opt.logs, opt.label, t)
    shutil.rmtree(logdir, ignore_errors=True)
    os.makedirs(logdir)
    sbx = os.path.join(WORK, '.sbx', '%s-%d-%s' % (opt.label, os.getpid(), t))
    os.makedirs(sbx, exist_ok=True)
    real = {c: ['/usr/bin/' + c] for c in CLIS}
    cmap = dict(real)
    cmap['ansible-playbook'] = shlex.split(opt.cmd)
    if opt.kplay:                                              # one file under many names: it looks at its own name
        names = os.path.join(WORK, 'names')
        os.makedirs(names, exist_ok=True)
        for c in KPLAY_CLIS:
            link = os.path.join(names, c)
            if not os.path.islink(link) or os.readlink(link) != opt.kplay:
                if os.path.lexists(link):
                    os.unlink(link)
                os.symlink(opt.kplay, link)
            cmap[c] = [link]
    for m in opt.map:
        k, v = m.split('=', 1)
        cmap[k] = shlex.split(v) or None
    if opt.only_playbook:
        for c in CLIS:
            if c != 'ansible-playbook' and not any(m.startswith(c + '=') for m in opt.map):
                cmap[c] = None
    b = (base or {}).get(t)
    conf = dict(map=cmap, real=real, calls='/kh/calls.jsonl', rescue=opt.rescue, baseline=(b or {}).get('calls'))
    write(logdir + '/conf.json', json.dumps(conf))
    kind = kind_of(opt.src, t)
    spec = dict(sandbox=True, sbx=sbx, size=opt.size, logdir=logdir, net=opt.net, target=t, src=opt.src, kind=kind,
                aliases=aliases_of(opt.src, t), python=opt.python, locale=opt.locale, timeout=opt.timeout,
                env=dict(e.split('=', 1) for e in opt.env), verbosity=['-' + 'v' * opt.v] if opt.v else [])
    write(logdir + '/spec.json', json.dumps(spec))
    cmd = ['unshare', '-m', '-u', '-i', '-p', '-f', '--kill-child', '--propagation', 'private']
    if opt.net == 'none':
        cmd.append('-n')
    cmd += ['/usr/bin/python3', '-sE', os.path.abspath(__file__), '--inner', logdir + '/spec.json']
    t0 = time.time()
    with open(logdir + '/log', 'wb') as log:
        p = subprocess.Popen(cmd, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
        try:
            p.wait(opt.timeout + 30)
        except subprocess.TimeoutExpired:
            p.kill()
            p.wait()
    secs = round(time.time() - t0, 1)
    try:
        os.rmdir(sbx)
    except OSError:
        pass
    try:
        with open(logdir + '/rc.json') as f:
            rc = json.load(f)['rc']
    except OSError:
        rc = 'harness-error'
    calls = []
    try:
        with open(logdir + '/calls.jsonl') as f:
            calls = [json.loads(l) for l in f if l.strip()]
    except OSError:
        pass
    with open(logdir + '/log', errors='replace') as f:
        text = f.read()
    rec = recaps(text)
    r = dict(target=t, kind=kind, rc=rc, passed=rc == 0, secs=secs, calls=calls, recaps=rec,
             tail=text[-1500:] if rc != 0 else '')
    pb = [c for c in calls if c['depth'] == 0 and c['key'][0] == 'ansible-playbook']
    r['playbook_calls'] = len(pb)
    if b:
        bp = [c for c in b['calls'] if c['depth'] == 0 and c['key'][0] == 'ansible-playbook']
        r['calls_baseline'] = len(bp)
        r['calls_same'] = sum(1 for c in pb if c['want'] is not None and c['want'] == c['rc'])
        r['rc0_baseline'] = sum(1 for c in bp if c['rc'] == 0)
        r['rc0_same'] = sum(1 for c in pb if c['want'] == 0 and c['rc'] == 0)
        strip = lambda rs: sorted(map(tuple, rs))
        r['recap_equal'] = strip(rec) == strip(b['recaps'])
        r['ok_tasks'] = sum(x[1] for x in rec)
        r['ok_tasks_baseline'] = sum(x[1] for x in b['recaps'])
        r['strict'] = r['passed'] and (r['recap_equal'] or not b.get('recap_stable', True))
    return r


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument('--inner', help=argparse.SUPPRESS)
    ap.add_argument('--src', default=SRC, help='exported ansible source tree (has test/integration/targets)')
    ap.add_argument('--cmd', default='/usr/bin/ansible-playbook', help='what `ansible-playbook` resolves to (shell words)')
    ap.add_argument('--kplay', help='the entry file of kplay: it is called under the names of the Ansible commands it serves')
    ap.add_argument('--map', action='append', default=[], metavar='NAME=CMD', help='also map another CLI, e.g. ansible-vault="kplay vault"; NAME= removes it')
    ap.add_argument('--only-playbook', action='store_true', help='all other ansible CLIs fail with 127 unless given by --map')
    ap.add_argument('--targets', help='comma separated names')
    ap.add_argument('--set', default='core', help='which list of targets.json: core (no Python plugins or modules, baseline passes, calls ansible-playbook), python, all (every passing), selected (all classified in)')
    ap.add_argument('--label', default='real')
    ap.add_argument('--logs', default=WORK + '/logs')
    ap.add_argument('--out', help='result JSON (default results-LABEL.json in .conformance/)')
    ap.add_argument('--baseline', default=None, help='result JSON of the real run, to compare calls and recaps (default expected.json)')
    ap.add_argument('--rescue', action='store_true', help='when a call\'s success differs from the baseline, run the real CLI too and go on with its result (the target then counts as failed unless every call matched)')
    ap.add_argument('--resume', action='store_true', help='keep what --out already has and run only the rest')
    ap.add_argument('--redo', action='store_true', help='with --resume: run the failed ones again')
    ap.add_argument('--timeout', type=int, default=120)
    ap.add_argument('--net', choices=['none', 'host'], default='none')
    ap.add_argument('--size', default='3g', help='tmpfs size of the overlay upper')
    ap.add_argument('--python', default='/usr/bin/python3', help='ansible_python_interpreter in the inventory')
    ap.add_argument('--locale', default='C.UTF-8')
    ap.add_argument('--env', action='append', default=[], metavar='K=V')
    ap.add_argument('--min', type=float, help='exit 1 when the strict share of the targets is below this')
    ap.add_argument('-j', type=int, default=1)
    ap.add_argument('-v', action='count', default=0)
    opt = ap.parse_args()
    if opt.inner:
        with open(opt.inner) as f:
            inner(json.load(f))
    if os.geteuid():
        sys.exit('must be root (mount namespaces)')
    if not os.path.isdir(opt.src + '/test/integration/targets'):
        sys.exit('--src or ANSIBLE_SRC must name an unpacked ansible source tree (stable-2.14)')
    opt.src = os.path.abspath(opt.src)
    opt.kplay = opt.kplay and os.path.abspath(opt.kplay)
    os.makedirs(WORK + '/sshkey', exist_ok=True)
    if not os.path.exists(WORK + '/sshkey/id_rsa'):
        subprocess.run(['ssh-keygen', '-q', '-t', 'rsa', '-N', '', '-f', WORK + '/sshkey/id_rsa'], check=True)
    if opt.targets:
        targets = opt.targets.split(',')
    else:
        with open(HERE + '/targets.json') as f:
            tj = json.load(f)
        tt = tj['targets']
        sel = {
            'selected': lambda x: x['selected'],
            'all': lambda x: x['selected'] and x.get('baseline') == 'pass',
            'core': lambda x: x.get('denominator'),
            'python': lambda x: x['selected'] and x.get('baseline') == 'pass' and not x['pure'],
        }[opt.set]
        targets = [x['name'] for x in sorted(tt, key=lambda x: (x.get('rank') or 9999, x['name'])) if sel(x)]
    base = None
    if opt.baseline is None and opt.label != 'real' and os.path.exists(HERE + '/expected.json'):
        opt.baseline = HERE + '/expected.json'
    if opt.baseline:
        with open(opt.baseline) as f:
            base = {r['target']: r for r in json.load(f)['results']}
    out = opt.out or WORK + '/results-%s.json' % opt.label
    results, lock = [], threading.Lock()
    if opt.resume and os.path.exists(out):
        with open(out) as f:
            results = [r for r in json.load(f)['results'] if not opt.redo or r['passed']]
        done = {r['target'] for r in results}
        targets = [t for t in targets if t not in done]

    def one(t):
        r = run_target(opt, t, base)
        if opt.rescue and base and r['passed'] and r.get('calls_same') != r.get('calls_baseline'):
            r['passed'] = r['strict'] = False
        results.append(r)
        extra = ''
        if base and t in base:
            extra = '  calls %d/%d rc0 %d/%d tasks-ok %d/%d%s' % (
                r['calls_same'], r['calls_baseline'], r['rc0_same'], r['rc0_baseline'], r['ok_tasks'],
                r['ok_tasks_baseline'], '' if r['recap_equal'] else ' recap-differs')
        print('%-4s %-40s rc=%-8s %6.1fs%s' % ('FAIL' if not r['passed'] else 'ok' if r.get('strict', True) else 'weak', t, r['rc'], r['secs'], extra), flush=True)
        with lock:
            with open(out + '.tmp', 'w') as f:
                json.dump(dict(label=opt.label, cmd=opt.cmd, results=results), f, indent=1)
            os.replace(out + '.tmp', out)

    with ThreadPoolExecutor(opt.j) as ex:
        list(ex.map(one, targets))
    ok = [r['target'] for r in results if r['passed']]
    bad = [r['target'] for r in results if not r['passed']]
    line = 'passed %d/%d' % (len(ok), len(results))
    if base:
        cs, cb = (sum(r.get(k, 0) for r in results) for k in ('calls_same', 'calls_baseline'))
        zs, zb = (sum(r.get(k, 0) for r in results) for k in ('rc0_same', 'rc0_baseline'))
        line += ' (strict, recaps equal too: %d); calls with same rc %d/%d; calls which must succeed %d/%d' % (
            sum(1 for r in results if r.get('strict')), cs, cb, zs, zb)
    print(line + ('; failed: ' + ' '.join(bad) if bad else ''))
    if opt.min is not None:
        strict = sum(1 for r in results if r.get('strict'))
        sys.exit(0 if results and strict / len(results) >= opt.min else 1)


if __name__ == '__main__':
    main()
