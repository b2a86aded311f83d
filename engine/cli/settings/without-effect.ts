/**
 * Settings that ansible-core 2.14 knows and kplay reads without doing anything about them; most
 * choose something that does not exist here, or is always so. A table as in `obeyed.ts`.
 */
export const WITHOUT_EFFECT = String.raw`
COLOR_DEPRECATE | colors.deprecate | ANSIBLE_COLOR_DEPRECATE | string | "purple" | Color of deprecations.
COLOR_HIGHLIGHT | colors.highlight | ANSIBLE_COLOR_HIGHLIGHT | string | "white" | Color of what is to be seen at once.
COLOR_VERBOSE | colors.verbose | ANSIBLE_COLOR_VERBOSE | string | "blue" | Color of what -v adds.
DEFAULT_EXECUTABLE | defaults.executable | ANSIBLE_EXECUTABLE | string | "/bin/sh" | Shell of the hosts; kplay's scripts are for /bin/sh.
DEFAULT_KEEP_REMOTE_FILES | defaults.keep_remote_files | ANSIBLE_KEEP_REMOTE_FILES | boolean | false | Keep the files of modules on the hosts; kplay leaves none there.
DEFAULT_LOCAL_TMP | defaults.local_tmp | ANSIBLE_LOCAL_TEMP | path | "~/.ansible/tmp" | Folder for temporary files on this machine.
DEFAULT_MODULE_COMPRESSION | defaults.module_compression | - | string | "ZIP_DEFLATED" | How modules are packed for the way to the hosts; kplay sends none.
DEFAULT_NO_TARGET_SYSLOG | defaults.no_target_syslog | ANSIBLE_NO_TARGET_SYSLOG | boolean | false | Do not log to the syslog of the hosts; kplay never does.
DEFAULT_PRIVATE_ROLE_VARS | defaults.private_role_vars | ANSIBLE_PRIVATE_ROLE_VARS | boolean | false | Keep the variables of a role to the role.
DEFAULT_SELINUX_SPECIAL_FS | selinux.special_context_filesystems | ANSIBLE_SELINUX_SPECIAL_FS | list | ["fuse", "nfs", "vboxsf", "ramfs", "9p", "vfat"] | File systems that SELinux treats in a special way.
DEFAULT_SYSLOG_FACILITY | defaults.syslog_facility | ANSIBLE_SYSLOG_FACILITY | string | "LOG_USER" | Facility of the syslog of the hosts; kplay does not write there.
DEFAULT_UNDEFINED_VAR_BEHAVIOR | defaults.error_on_undefined_vars | ANSIBLE_ERROR_ON_UNDEFINED_VARS | boolean | true | An undefined variable is an error.
DISPLAY_ARGS_TO_STDOUT | defaults.display_args_to_stdout | ANSIBLE_DISPLAY_ARGS_TO_STDOUT | boolean | false | Show the arguments of tasks in their headings.
FACTS_MODULES | defaults.facts_modules | ANSIBLE_FACTS_MODULES | list | ["smart"] | Modules that gather facts.
INVALID_TASK_ATTRIBUTE_FAILED | defaults.invalid_task_attribute_failed | ANSIBLE_INVALID_TASK_ATTRIBUTE_FAILED | boolean | true | An unknown keyword of a task is an error.
INVENTORY_CACHE_ENABLED | inventory.cache | ANSIBLE_INVENTORY_CACHE | boolean | false | Keep what inventory plug-ins found.
PARAMIKO_HOST_KEY_AUTO_ADD | paramiko_connection.host_key_auto_add | ANSIBLE_PARAMIKO_HOST_KEY_AUTO_ADD | boolean | false | Setting of another ssh client.
PARAMIKO_LOOK_FOR_KEYS | paramiko_connection.look_for_keys | ANSIBLE_PARAMIKO_LOOK_FOR_KEYS | boolean | true | Setting of another ssh client.
PLAYBOOK_VARS_ROOT | defaults.playbook_vars_root | ANSIBLE_PLAYBOOK_VARS_ROOT | one of all/bottom/top | "top" | Beside which playbooks group_vars and host_vars count: 'top', 'bottom' or 'all'.
STRING_CONVERSION_ACTION | defaults.string_conversion_action | ANSIBLE_STRING_CONVERSION_ACTION | string | "warn" | What to do when a value must become text.
SYSTEM_WARNINGS | defaults.system_warnings | ANSIBLE_SYSTEM_WARNINGS | boolean | true | Tell of trouble on this machine.
VARIABLE_PLUGINS_ENABLED | defaults.vars_plugins_enabled | ANSIBLE_VARS_ENABLED | list | ["host_group_vars"] | Plug-ins that bring variables.
VARIABLE_PRECEDENCE | defaults.precedence | ANSIBLE_PRECEDENCE | list | ["all_inventory", "groups_inventory", "all_plugins_inventory", "all_plugins_play", "groups_plugins_inventory", "groups_plugins_play"] | Order of the variables of an inventory.
ANSIBLE_PIPELINING | defaults.pipelining, connection.pipelining | ANSIBLE_PIPELINING | boolean | false | Send modules without a file; kplay always works so.
ANSIBLE_COW_SELECTION | defaults.cow_selection | ANSIBLE_COW_SELECTION | string | "default" | Which cow speaks; in kplay none does.
ANSIBLE_COW_ACCEPTLIST | defaults.cow_whitelist, defaults.cowsay_enabled_stencils | ANSIBLE_COW_ACCEPTLIST, ANSIBLE_COW_WHITELIST | list | ["bud-frogs", "bunny", "cheese", "daemon", "default", "dragon", "elephant-in-snake", "elephant", "eyes", "hellokitty", "kitty", "luke-koala", "meow", "milk", "moofasa", "moose", "ren", "sheep", "small", "stegosaurus", "stimpy", "supermilker", "three-eyes", "turkey", "turtle", "tux", "udder", "vader-koala", "vader", "www"] | Cows that may speak.
ANSIBLE_COW_PATH | defaults.cowpath | ANSIBLE_COW_PATH | string | null | Where cowsay is.
ANSIBLE_NOCOWS | defaults.nocows | ANSIBLE_NOCOWS | boolean | false | No cows.
ANSIBLE_HOME | defaults.home | ANSIBLE_HOME | path | "~/.ansible" | Folder of Ansible's own files.
ACTION_WARNINGS | defaults.action_warnings | ANSIBLE_ACTION_WARNINGS | boolean | true | Tell the warnings of tasks.
AGNOSTIC_BECOME_PROMPT | privilege_escalation.agnostic_become_prompt | ANSIBLE_AGNOSTIC_BECOME_PROMPT | boolean | true | Ask for a password without naming the method.
COLOR_CONSOLE_PROMPT | colors.console_prompt | ANSIBLE_COLOR_CONSOLE_PROMPT | string | "white" | Color of a console that kplay has not.
COLLECTIONS_ON_ANSIBLE_VERSION_MISMATCH | defaults.collections_on_ansible_version_mismatch | ANSIBLE_COLLECTIONS_ON_ANSIBLE_VERSION_MISMATCH | one of error/ignore/warning | "warning" | What to do about collections for another Ansible.
DEFAULT_ACTION_PLUGIN_PATH | defaults.action_plugins | ANSIBLE_ACTION_PLUGINS | pathspec | ["~/.ansible/plugins/action", "/usr/share/ansible/plugins/action"] | Folders of action plug-ins in Python.
DEFAULT_CACHE_PLUGIN_PATH | defaults.cache_plugins | ANSIBLE_CACHE_PLUGINS | pathspec | ["~/.ansible/plugins/cache", "/usr/share/ansible/plugins/cache"] | Folders of cache plug-ins in Python.
DEFAULT_VARS_PLUGIN_PATH | defaults.vars_plugins | ANSIBLE_VARS_PLUGINS | pathspec | ["~/.ansible/plugins/vars", "/usr/share/ansible/plugins/vars"] | Folders of vars plug-ins in Python.
DEFAULT_STRATEGY_PLUGIN_PATH | defaults.strategy_plugins | ANSIBLE_STRATEGY_PLUGINS | pathspec | ["~/.ansible/plugins/strategy", "/usr/share/ansible/plugins/strategy"] | Folders of strategies in Python.
DEFAULT_MODULE_UTILS_PATH | defaults.module_utils | ANSIBLE_MODULE_UTILS | pathspec | ["~/.ansible/plugins/module_utils", "/usr/share/ansible/plugins/module_utils"] | Folders of code that modules in Python share.
DEFAULT_TERMINAL_PLUGIN_PATH | defaults.terminal_plugins | ANSIBLE_TERMINAL_PLUGINS | pathspec | ["~/.ansible/plugins/terminal", "/usr/share/ansible/plugins/terminal"] | Folders of terminals of network devices.
DEFAULT_INTERNAL_POLL_INTERVAL | defaults.internal_poll_interval | - | float | 0.001 | Seconds between two looks at Ansible's workers.
DEFAULT_DEBUG | defaults.debug | ANSIBLE_DEBUG | boolean | false | Tell what Ansible does inside.
DEFAULT_LIBVIRT_LXC_NOSECLABEL | selinux.libvirt_lxc_noseclabel | ANSIBLE_LIBVIRT_LXC_NOSECLABEL | boolean | false | Setting of libvirt's containers.
DEFAULT_ALLOW_UNSAFE_LOOKUPS | defaults.allow_unsafe_lookups | - | boolean | false | Lookups may give text that is a template.
DEFAULT_NULL_REPRESENTATION | defaults.null_representation | ANSIBLE_NULL_REPRESENTATION | string | null | What a template gives for null.
DEVEL_WARNING | defaults.devel_warning | ANSIBLE_DEVEL_WARNING | boolean | true | Tell that Ansible is a development version.
JINJA2_NATIVE_WARNING | defaults.jinja2_native_warning | ANSIBLE_JINJA2_NATIVE_WARNING | boolean | true | Tell that Jinja is too old.
RUN_VARS_PLUGINS | defaults.run_vars_plugins | ANSIBLE_RUN_VARS_PLUGINS | one of demand/start | "demand" | When variables beside an inventory are read.
PYTHON_MODULE_RLIMIT_NOFILE | defaults.python_module_rlimit_nofile | ANSIBLE_PYTHON_MODULE_RLIMIT_NOFILE | string | 0 | Limit of open files for modules in Python.
WORKER_SHUTDOWN_POLL_COUNT | - | ANSIBLE_WORKER_SHUTDOWN_POLL_COUNT | integer | 0 | How Ansible ends its workers.
WORKER_SHUTDOWN_POLL_DELAY | - | ANSIBLE_WORKER_SHUTDOWN_POLL_DELAY | float | 0.1 | How Ansible ends its workers.
OLD_PLUGIN_CACHE_CLEARING | defaults.old_plugin_cache_clear | ANSIBLE_OLD_PLUGIN_CACHE_CLEAR | boolean | false | How Ansible forgets plug-ins.
SSH_PIPELINING | defaults.pipelining, connection.pipelining, ssh_connection.pipelining | ANSIBLE_PIPELINING, ANSIBLE_SSH_PIPELINING | boolean | false | Send modules without a file; kplay always works so.
SSH_TRANSFER_METHOD | ssh_connection.transfer_method | ANSIBLE_SSH_TRANSFER_METHOD | string | null | How files travel; kplay uses its one connection.
SSH_CONTROL_PATH | ssh_connection.control_path | ANSIBLE_SSH_CONTROL_PATH | string | null | Socket of a shared connection; kplay keeps its own open.
SSH_CONTROL_PATH_DIR | ssh_connection.control_path_dir | ANSIBLE_SSH_CONTROL_PATH_DIR | string | "~/.ansible/cp" | Folder of such sockets.
SFTP_EXTRA_ARGS | ssh_connection.sftp_extra_args | ANSIBLE_SFTP_EXTRA_ARGS | string | "" | Options for sftp; kplay uses its one connection.
SCP_EXTRA_ARGS | ssh_connection.scp_extra_args | ANSIBLE_SCP_EXTRA_ARGS | string | "" | Options for scp; kplay uses its one connection.
SSH_SCP_IF_SSH | ssh_connection.scp_if_ssh | ANSIBLE_SCP_IF_SSH | string | "smart" | How files travel; kplay uses its one connection.
DEFAULT_CALLBACK_PLUGIN_PATH | defaults.callback_plugins | ANSIBLE_CALLBACK_PLUGINS | pathspec | ["~/.ansible/plugins/callback", "/usr/share/ansible/plugins/callback"] | Folders of reporters of your own.
DEFAULT_CONNECTION_PLUGIN_PATH | defaults.connection_plugins | ANSIBLE_CONNECTION_PLUGINS | pathspec | ["~/.ansible/plugins/connection", "/usr/share/ansible/plugins/connection"] | Folders of connections of your own.
DEFAULT_INVENTORY_PLUGIN_PATH | defaults.inventory_plugins | ANSIBLE_INVENTORY_PLUGINS | pathspec | ["~/.ansible/plugins/inventory", "/usr/share/ansible/plugins/inventory"] | Folders of inventory plug-ins of your own.
INTERPRETER_PYTHON | defaults.interpreter_python | ANSIBLE_PYTHON_INTERPRETER | string | "auto" | Python on the hosts, for modules in Python.
INVENTORY_ANY_UNPARSED_IS_FAILED | inventory.any_unparsed_is_failed | ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED | boolean | false | Every inventory must be readable.
INVENTORY_ENABLED | inventory.enable_plugins | ANSIBLE_INVENTORY_ENABLED | list | ["host_list", "script", "auto", "yaml", "ini", "toml"] | Kinds of inventories that are tried, in order.
YAML_FILENAME_EXTENSIONS | defaults.yaml_valid_extensions | ANSIBLE_YAML_FILENAME_EXT | list | [".yml", ".yaml", ".json"] | Endings of files of variables.
INTERPRETER_PYTHON_FALLBACK | - | - | list | ["python3.11", "python3.10", "python3.9", "python3.8", "python3.7", "python3.6", "python3.5", "/usr/bin/python3", "/usr/libexec/platform-python", "python2.7", "/usr/bin/python", "python"] | Pythons to look for on the hosts.
`;
