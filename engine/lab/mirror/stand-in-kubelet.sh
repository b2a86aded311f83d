#!/bin/sh
# stand-in kubelet: takes the place of the kubelet in the lab, where no real one can be downloaded.
# It refuses what a kubelet of its version refuses (flags, gates, labels, settings, kubeconfigs,
# certificates), logs like one, answers /healthz and stays up. It runs no pods and meets no API
# server. Needs sh, coreutils, awk, openssl; socat or perl for /healthz.
set -u
LC_ALL=C
export LC_ALL
name='stand-in kubelet'
version='@VERSION@'
minor=${version#v1.}
minor=${minor%%.*}

klog() { # klog LEVEL PLACE MESSAGE, as klog writes it
  printf '%s%s %7d %s] %s\n' "$1" "$(date +%m%d\ %H:%M:%S.%6N)" $$ "$2" "$3" >&2
}
die() {
  klog F server.go:274 "failed to run Kubelet: $1 ($name)"
  exit 255
}
refuse_usage() {
  printf 'Error: %s\n(%s %s)\n' "$1" "$name" "$version" >&2
  exit 1
}

# ---- What each version knows: name, first minor version, first minor version without it -----------
known_flags='
address 0 999
allow-privileged 0 15
allowed-unsafe-sysctls 11 999
alsologtostderr 0 26
anonymous-auth 0 999
authentication-token-webhook 0 999
authorization-mode 0 999
bootstrap-kubeconfig 0 999
cadvisor-port 0 12
cert-dir 0 999
cgroup-driver 0 999
cgroup-root 0 999
client-ca-file 0 999
cloud-config 0 33
cloud-provider 0 999
cluster-dns 0 999
cluster-domain 0 999
cni-bin-dir 0 24
cni-conf-dir 0 24
config 8 999
config-dir 28 999
container-log-max-files 10 999
container-log-max-size 10 999
container-runtime 0 27
container-runtime-endpoint 0 999
docker 0 24
docker-endpoint 0 24
event-qps 0 999
eviction-hard 0 999
eviction-minimum-reclaim 0 999
eviction-soft 0 999
eviction-soft-grace-period 0 999
exit-on-lock-contention 0 999
fail-swap-on 8 999
feature-gates 0 999
file-check-frequency 0 999
hairpin-mode 0 999
healthz-bind-address 0 999
healthz-port 0 999
hostname-override 0 999
image-gc-high-threshold 0 999
image-gc-low-threshold 0 999
image-pull-progress-deadline 0 24
image-service-endpoint 0 999
kube-reserved 0 999
kubeconfig 0 999
lock-file 0 999
log-dir 0 26
logging-format 19 999
logtostderr 0 26
make-iptables-util-chains 0 999
max-open-files 0 999
max-pods 0 999
network-plugin 0 24
network-plugin-mtu 0 24
node-ip 0 999
node-labels 0 999
node-status-update-frequency 0 999
non-masquerade-cidr 0 24
pod-cidr 0 999
pod-infra-container-image 0 35
pod-manifest-path 0 999
pod-max-pids 10 999
port 0 999
protect-kernel-defaults 0 999
read-only-port 0 999
register-node 0 999
register-schedulable 0 34
register-with-taints 0 999
require-kubeconfig 0 10
resolv-conf 0 999
root-dir 0 999
rotate-certificates 7 999
runtime-cgroups 0 999
runtime-request-timeout 0 999
seccomp-default 22 999
serialize-image-pulls 0 999
stderrthreshold 0 26
streaming-connection-idle-timeout 0 999
sync-frequency 0 999
system-reserved 0 999
tls-cert-file 0 999
tls-cipher-suites 8 999
tls-min-version 8 999
tls-private-key-file 0 999
v 0 999
version 0 999
vmodule 0 999
volume-plugin-dir 0 999
'
switches=' allow-privileged alsologtostderr anonymous-auth authentication-token-webhook exit-on-lock-contention
 fail-swap-on logtostderr make-iptables-util-chains protect-kernel-defaults register-node
 register-schedulable require-kubeconfig rotate-certificates seccomp-default serialize-image-pulls '
known_fields='
address 0 999
authentication 0 999
authorization 0 999
cgroupDriver 0 999
cgroupRoot 0 999
clusterDNS 0 999
clusterDomain 0 999
containerLogMaxFiles 10 999
containerLogMaxSize 10 999
containerRuntimeEndpoint 27 999
enforceNodeAllocatable 0 999
eventRecordQPS 0 999
evictionHard 0 999
evictionMinimumReclaim 0 999
evictionSoft 0 999
evictionSoftGracePeriod 0 999
failCgroupV1 31 999
failSwapOn 8 999
featureGates 0 999
hairpinMode 0 999
healthzBindAddress 0 999
healthzPort 0 999
imageGCHighThresholdPercent 0 999
imageGCLowThresholdPercent 0 999
kubeReserved 0 999
logging 20 999
makeIPTablesUtilChains 0 999
maxPods 0 999
memorySwap 22 999
podCIDR 0 999
podPidsLimit 10 999
port 0 999
protectKernelDefaults 0 999
readOnlyPort 0 999
registerNode 23 999
registerWithTaints 23 999
resolvConf 0 999
rotateCertificates 0 999
runtimeRequestTimeout 0 999
seccompDefault 22 999
serializeImagePulls 0 999
serverTLSBootstrap 10 999
staticPodPath 10 999
streamingConnectionIdleTimeout 0 999
syncFrequency 0 999
systemReserved 0 999
tlsCertFile 0 999
tlsCipherSuites 8 999
tlsMinVersion 8 999
tlsPrivateKeyFile 0 999
'
known_gates='
AllAlpha 0 999
AllBeta 18 999
AppArmor 0 33
CPUManager 8 33
DevicePlugins 8 28
DynamicKubeletConfig 4 26
ExperimentalCriticalPodAnnotation 5 16
ExperimentalHostUserNamespaceDefaulting 5 30
GracefulNodeShutdown 20 999
KubeletPodResources 13 30
LocalStorageCapacityIsolation 7 27
MemoryManager 21 999
MountPropagation 8 14
NodeSwap 22 999
PodPriority 8 18
RotateKubeletClientCertificate 7 24
RotateKubeletServerCertificate 7 999
TopologyManager 16 29
'
knows() { # knows TABLE NAME
  printf '%s' "$1" | awk -v name="$2" -v minor="$minor" \
    '$1 == name && minor >= $2 && minor < $3 { found = 1 } END { exit !found }'
}

# ---- Flags: each becomes a variable flag_NAME with `_` for `-` -----------------------------------
flag_anonymous_auth=true flag_authorization_mode=AlwaysAllow flag_client_ca_file='' flag_config=''
flag_container_runtime_endpoint='' flag_eviction_hard='' flag_fail_swap_on=true
flag_feature_gates='' flag_healthz_bind_address=127.0.0.1 flag_healthz_port=10248
flag_hostname_override='' flag_kubeconfig='' flag_node_ip='' flag_node_labels=''
flag_pod_manifest_path='' flag_register_with_taints='' flag_tls_cert_file=''
flag_tls_private_key_file='' flag_version='' flag_cluster_dns='' flag_container_runtime=''

while [ $# -gt 0 ]; do
  given=$1
  shift
  case $given in
    --?*) ;;
    -?*) refuse_usage "unknown shorthand flag: '$(printf %.1s "${given#-}")' in $given" ;;
    *) refuse_usage "unknown command: $given" ;;
  esac
  given=${given#--}
  flag=$(printf %s "${given%%=*}" | tr _ -)
  knows "$known_flags" "$flag" || refuse_usage "unknown flag: --${given%%=*}"
  case $given in
    *=*) value=${given#*=} ;;
    version) value=true ;;
    *)
      case $switches in
        *" $flag "* | *" $flag
"*) value=true ;;
        *)
          [ $# -gt 0 ] || refuse_usage "flag needs an argument: --$flag"
          value=$1
          shift
          ;;
      esac
      ;;
  esac
  case $switches in
    *" $flag "*)
      case $value in true | false) ;; *) refuse_usage "invalid argument \"$value\" for \"--$flag\" flag: strconv.ParseBool: parsing \"$value\": invalid syntax" ;; esac
      ;;
  esac
  variable=flag_$(printf %s "$flag" | tr - _)
  eval "$variable=\$value"
done

if [ "$flag_version" = true ]; then
  echo "Kubernetes $version ($name)"
  exit 0
fi
klog I server.go:416 "Version: $version ($name)"
if [ "$minor" -ge 24 ] && [ -n "$flag_container_runtime" ] && [ "$flag_container_runtime" != remote ]; then
  die "unsupported container runtime: \"$flag_container_runtime\""
fi
if [ "$minor" -lt 24 ] && [ "${flag_container_runtime:-docker}" = remote ] && [ -z "$flag_container_runtime_endpoint" ]; then
  die 'container runtime endpoint is empty'
fi

# ---- The configuration file ----------------------------------------------------------------------
# Flattens the block YAML that kubelets are given: one `path value` a line, lists as `path.N`.
flatten() {
  awk '
    function plain(text) {
      sub(/[ \t]+#.*$/, "", text); sub(/[ \t\r]+$/, "", text)
      if (text ~ /^".*"$/ || text ~ /^\047.*\047$/) text = substr(text, 2, length(text) - 2)
      return text
    }
    function path(   at, text) {
      for (at = 1; at <= depth; at++) text = text (at > 1 ? SUBSEP : "") key[at]
      return text
    }
    function enter(indent, name) {
      while (depth > 0 && column[depth] >= indent) depth--
      depth++; column[depth] = indent; key[depth] = name
    }
    /^[ \t]*(#|$)/ || /^---/ { next }
    /\t/ { print "!" SUBSEP NR "\t" "found a tab"; exit }
    {
      match($0, /^ */); indent = RLENGTH; line = substr($0, indent + 1)
      while (line ~ /^- / || line == "-") {
        # A list may stand at the column of its key: the key stays, its earlier items go.
        while (depth > 0 && (column[depth] > indent + 0.5 || (column[depth] == indent + 0.5))) depth--
        if (depth > 0 && column[depth] > indent) depth--
        parent = path(); item = count[parent]++
        depth++; column[depth] = indent + 0.5; key[depth] = item
        sub(/^- */, "", line); indent += 2
        if (line == "") next
      }
      if (line ~ /^[A-Za-z0-9_.\/-]+:( |$)/) {
        name = line; sub(/:.*/, "", name); value = line; sub(/^[^:]*: */, "", value)
        enter(indent, name)
        count[path()] += 0
        print path() "\t" plain(value)
      } else if (depth > 0 && column[depth] == int(column[depth]) + 0.5) print path() "\t" plain(line)
      else { print "!" SUBSEP NR "\t" "could not be read"; exit }
    }' "$1" | tr '\034' '|'
}
setting() { printf '%s\n' "$settings" | awk -F '\t' -v path="$1" '$1 == path { print $2; exit }'; }

if [ -n "$flag_config" ]; then
  knows "$known_flags" config || refuse_usage 'unknown flag: --config'
  [ -r "$flag_config" ] || die "failed to load Kubelet config file $flag_config, error open $flag_config: no such file or directory"
  settings=$(flatten "$flag_config")
  case $settings in '!'*) die "failed to load Kubelet config file $flag_config, error: line ${settings#!|}" ;; esac
  [ "$(setting apiVersion)" = kubelet.config.k8s.io/v1beta1 ] || die "failed to load Kubelet config file $flag_config, error: no kind \"$(setting kind)\" is registered for version \"$(setting apiVersion)\""
  [ "$(setting kind)" = KubeletConfiguration ] || die "failed to load Kubelet config file $flag_config, error: no kind \"$(setting kind)\" is registered"
  for field in $(printf '%s\n' "$settings" | sed 's/[|\t].*//' | sort -u); do
    case $field in apiVersion | kind) continue ;; esac
    knows "$known_fields" "$field" || die "failed to load Kubelet config file $flag_config, error: strict decoding error: unknown field \"$field\""
  done
  flag_anonymous_auth=$(setting 'authentication|anonymous|enabled')
  flag_authorization_mode=$(setting 'authorization|mode')
  flag_client_ca_file=${flag_client_ca_file:-$(setting 'authentication|x509|clientCAFile')}
  flag_tls_cert_file=${flag_tls_cert_file:-$(setting tlsCertFile)}
  flag_tls_private_key_file=${flag_tls_private_key_file:-$(setting tlsPrivateKeyFile)}
  flag_pod_manifest_path=${flag_pod_manifest_path:-$(setting staticPodPath)}
  flag_container_runtime_endpoint=${flag_container_runtime_endpoint:-$(setting containerRuntimeEndpoint)}
  flag_fail_swap_on=$(setting failSwapOn)
  gates=$(printf '%s\n' "$settings" | awk -F '\t' 'sub(/^featureGates[|]/, "") { printf "%s%s=%s", sep, $1, $2; sep = "," }')
  flag_feature_gates=${flag_feature_gates:+$flag_feature_gates,}$gates
  limits=$(printf '%s\n' "$settings" | awk -F '\t' 'sub(/^evictionHard[|]/, "") { printf "%s%s<%s", sep, $1, $2; sep = "," }')
  flag_eviction_hard=${flag_eviction_hard:-$limits}
  if [ "$minor" -ge 35 ] && [ "$(setting failCgroupV1)" != false ] && [ ! -e /sys/fs/cgroup/cgroup.controllers ]; then
    die 'kubelet is configured to not run on a host using cgroup v1. cgroup v1 support is unsupported and will be removed in a future release'
  fi
elif [ "$minor" -ge 35 ] && [ ! -e /sys/fs/cgroup/cgroup.controllers ]; then
  die 'kubelet is configured to not run on a host using cgroup v1. cgroup v1 support is unsupported and will be removed in a future release'
fi
if [ "$minor" -ge 24 ] && [ -z "$flag_container_runtime_endpoint" ]; then
  die 'the container runtime endpoint address was not specified or empty, use --container-runtime-endpoint to set'
fi

old_ifs=$IFS
IFS=,
for gate in $flag_feature_gates; do
  case $gate in *=true | *=false) ;; *) die "missing bool value for $gate" ;; esac
  knows "$known_gates" "${gate%%=*}" || die "failed to set feature gates from initial flags-based config: unrecognized feature gate: ${gate%%=*}"
done
for limit in $flag_eviction_hard; do
  case $limit in
    memory.available\<* | nodefs.available\<* | nodefs.inodesFree\<* | imagefs.available\<* | imagefs.inodesFree\<* | pid.available\<*) ;;
    *) die "invalid eviction threshold syntax $limit, expected <signal><operator><value>" ;;
  esac
  printf %s "${limit#*<}" | grep -Eq '^[0-9]+(\.[0-9]+)?(%|[KMGT]i?|k|m)?$' || die "quantities must match the regular expression: $limit"
  # What systemd made of a lone percent sign: a limit of so many inodes instead of percents.
  case $limit in
    *inodesFree\<[0-9] | *inodesFree\<[0-9][0-9]) klog W eviction.go:1 "$limit is a number of inodes, not a percentage ($name)" ;;
  esac
done
for label in $flag_node_labels; do
  key=${label%%=*}
  [ "$minor" -ge 16 ] || break
  case $key in
    kubernetes.io/hostname | kubernetes.io/arch | kubernetes.io/os | beta.kubernetes.io/arch | beta.kubernetes.io/os | beta.kubernetes.io/instance-type) ;;
    topology.kubernetes.io/region | topology.kubernetes.io/zone | failure-domain.beta.kubernetes.io/region | failure-domain.beta.kubernetes.io/zone) ;;
    node.kubernetes.io/* | *.node.kubernetes.io/* | kubelet.kubernetes.io/* | *.kubelet.kubernetes.io/*) ;;
    kubernetes.io/* | *.kubernetes.io/* | k8s.io/* | *.k8s.io/*)
      die "unknown 'kubernetes.io' or 'k8s.io' labels specified with --node-labels: [$key]"
      ;;
  esac
done
for taint in $flag_register_with_taints; do
  case $taint in *:NoSchedule | *:PreferNoSchedule | *:NoExecute) ;; *) die "invalid taint spec: $taint" ;; esac
done
IFS=$old_ifs

if [ "$flag_fail_swap_on" != false ] && [ "$(wc -l </proc/swaps)" -gt 1 ]; then
  die "running with swap on is not supported, please disable swap or set --fail-swap-on flag to false. /proc/swaps contained: $(sed 1d /proc/swaps | tr '\n\t' '  ')"
fi

# ---- Certificates --------------------------------------------------------------------------------
umask 077
work=$(mktemp -d) || die 'no room for temporary files'
server='' nap=''
leave() {
  trap - EXIT
  [ -z "$server" ] || kill "$server" 2>/dev/null
  [ -z "$nap" ] || kill "$nap" 2>/dev/null
  rm -rf "$work"
  exit "$1"
}
trap 'leave $?' EXIT
# systemd signals every process of the unit: children that write the last line must outlive it.
trap 'trap "" TERM INT; klog I server.go:1 "received a signal, leaving ($name)"; leave 0' TERM INT

matches() { # matches CERTIFICATE KEY
  [ "$(openssl x509 -in "$1" -noout -pubkey 2>/dev/null)" = "$(openssl pkey -in "$2" -pubout 2>/dev/null)" ]
}
[ -z "$flag_client_ca_file" ] || openssl x509 -in "$flag_client_ca_file" -noout 2>/dev/null || die "unable to load client CA file $flag_client_ca_file"
if [ -n "$flag_tls_cert_file" ]; then
  [ -r "$flag_tls_cert_file" ] && [ -r "$flag_tls_private_key_file" ] || die "open $flag_tls_cert_file or $flag_tls_private_key_file: no such file or directory"
  matches "$flag_tls_cert_file" "$flag_tls_private_key_file" || die 'tls: private key does not match public key'
fi

# ---- The kubeconfig ------------------------------------------------------------------------------
if [ -n "$flag_kubeconfig" ]; then
  [ -r "$flag_kubeconfig" ] || die "invalid kubeconfig: stat $flag_kubeconfig: no such file or directory"
  settings=$(flatten "$flag_kubeconfig")
  case $settings in '!'*) die "invalid kubeconfig: $flag_kubeconfig: line ${settings#!|}" ;; esac
  entry() { # entry LIST NAME: the path of the list's item with that name
    printf '%s\n' "$settings" | awk -F '\t' -v list="$1" -v name="$2" \
      '$1 ~ "^" list "[|][0-9]+[|]name$" && $2 == name { sub(/[|]name$/, "", $1); print $1; exit }'
  }
  current=$(setting current-context)
  [ -n "$current" ] || die 'invalid configuration: no configuration has been provided, try setting KUBERNETES_MASTER environment variable'
  context=$(entry contexts "$current")
  [ -n "$context" ] || die "invalid configuration: context was not found for specified context: $current"
  cluster=$(entry clusters "$(setting "$context|context|cluster")")
  user=$(entry users "$(setting "$context|context|user")")
  [ -n "$cluster" ] || die "invalid configuration: cluster of context $current does not exist"
  [ -n "$user" ] || die "invalid configuration: user of context $current does not exist"
  api=$(setting "$cluster|cluster|server")
  take() { # take SETTING FILE: a file that is named or whose content is embedded
    if [ -n "$(setting "$1-data")" ]; then
      setting "$1-data" | base64 -d >"$2" 2>/dev/null || die "invalid configuration: illegal base64 data in $1-data"
    else
      cat "$(setting "$1")" >"$2" 2>/dev/null || die "invalid configuration: unable to read $1 $(setting "$1")"
    fi
  }
  case $api in
    https://*) take "$cluster|cluster|certificate-authority" "$work/ca" ;;
    http://*) [ "$minor" -lt 20 ] || die "the API server has no insecure port since 1.20: $api" ;;
    *) die "invalid configuration: host must be a URL or a host:port pair: \"$api\"" ;;
  esac
  take "$user|user|client-certificate" "$work/certificate"
  take "$user|user|client-key" "$work/key"
  matches "$work/certificate" "$work/key" || die 'tls: private key does not match public key'
  authority=${flag_client_ca_file:-$work/ca}
  [ ! -e "$work/ca" ] || authority=$work/ca
  chain=$(openssl verify -purpose sslclient -CAfile "$authority" "$work/certificate" 2>&1) || die "client certificate: x509: certificate signed by unknown authority: $(printf %s "$chain" | tr '\n' ' ')"
  node=${flag_hostname_override:-$(hostname | tr '[:upper:]' '[:lower:]')}
  subject=$(openssl x509 -in "$work/certificate" -noout -subject -nameopt sep_multiline,utf8,sname)
  printf '%s\n' "$subject" | grep -Fxq "    CN=system:node:$node" || die "client certificate is not CN=system:node:$node:$(printf %s "$subject" | tr '\n' ' ')"
  printf '%s\n' "$subject" | grep -Fxq '    O=system:nodes' || die "client certificate is not O=system:nodes:$(printf %s "$subject" | tr '\n' ' ')"
  rm -f "$work/key"
  klog I server.go:1 "kubeconfig $flag_kubeconfig: $node at $api"
else
  klog W server.go:1 'standalone mode, no API client'
fi

# ---- Up ------------------------------------------------------------------------------------------
[ -z "$flag_pod_manifest_path" ] || klog I kubelet.go:273 "Adding pod path: $flag_pod_manifest_path"
klog I server.go:1 "container runtime is not contacted, no pods are run ($name)"
if [ "$flag_healthz_port" != 0 ]; then
  cat >"$work/healthz" <<'ANSWER'
read -r method path rest
while read -r line; do [ "$line" = "$(printf '\r')" ] && break; [ -z "$line" ] && break; done
case $path in
  /healthz | /healthz/ping | /healthz/syncloop) status='200 OK' body=ok ;;
  *) status='404 Not Found' body='404 page not found' ;;
esac
printf 'HTTP/1.1 %s\r\nContent-Type: text/plain; charset=utf-8\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s' "$status" ${#body} "$body"
ANSWER
  if command -v socat >/dev/null; then
    socat "TCP-LISTEN:$flag_healthz_port,bind=$flag_healthz_bind_address,fork,reuseaddr" "EXEC:/bin/sh $work/healthz" &
    server=$!
  elif command -v perl >/dev/null; then
    perl -MIO::Socket::INET -e '
      my ($address, $port, $answer) = @ARGV;
      $SIG{CHLD} = "IGNORE";
      my $door = IO::Socket::INET->new(LocalAddr => $address, LocalPort => $port, Listen => 9, ReuseAddr => 1) or die $!;
      while (1) {
        my $guest = $door->accept or next;
        if (fork == 0) { open STDIN, "<&", $guest; open STDOUT, ">&", $guest; exec "/bin/sh", $answer }
        close $guest;
      }' "$flag_healthz_bind_address" "$flag_healthz_port" "$work/healthz" &
    server=$!
  else
    klog E server.go:1 "$name: /healthz is not served: neither socat nor perl is here"
  fi
fi
[ -z "$flag_node_ip" ] || klog I kubelet_node_status.go:70 "node IP: \"$flag_node_ip\""
klog I kubelet.go:1 'Starting kubelet main sync loop.'
while :; do
  sleep 3600 &
  nap=$!
  wait "$nap"
  [ -z "$server" ] || kill -0 "$server" 2>/dev/null || die 'healthz server is gone'
done
