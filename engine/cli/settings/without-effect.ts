/**
 * Settings that ansible-core 2.14 knows and kplay reads without doing anything about them; most
 * choose something that does not exist here, or is always so. A table as in `obeyed.ts`.
 */
export const WITHOUT_EFFECT = String.raw`
ANY_ERRORS_FATAL | defaults.any_errors_fatal | ANSIBLE_ANY_ERRORS_FATAL | boolean | false | End a play for all hosts when a task fails on one.
BECOME_ALLOW_SAME_USER | privilege_escalation.become_allow_same_user | ANSIBLE_BECOME_ALLOW_SAME_USER | boolean | false | Become a user even if that is who one has logged in as.
COLOR_CHANGED | colors.changed | ANSIBLE_COLOR_CHANGED | string | "yellow" | Color of what changed.
COLOR_DEBUG | colors.debug | ANSIBLE_COLOR_DEBUG | string | "dark gray" | Color of debug messages.
COLOR_DEPRECATE | colors.deprecate | ANSIBLE_COLOR_DEPRECATE | string | "purple" | Color of deprecations.
COLOR_DIFF_ADD | colors.diff_add | ANSIBLE_COLOR_DIFF_ADD | string | "green" | Color of added lines in a diff.
COLOR_DIFF_LINES | colors.diff_lines | ANSIBLE_COLOR_DIFF_LINES | string | "cyan" | Color of line numbers in a diff.
COLOR_DIFF_REMOVE | colors.diff_remove | ANSIBLE_COLOR_DIFF_REMOVE | string | "red" | Color of removed lines in a diff.
COLOR_ERROR | colors.error | ANSIBLE_COLOR_ERROR | string | "red" | Color of errors.
COLOR_HIGHLIGHT | colors.highlight | ANSIBLE_COLOR_HIGHLIGHT | string | "white" | Color of what is to be seen at once.
COLOR_OK | colors.ok | ANSIBLE_COLOR_OK | string | "green" | Color of what is as it should be.
COLOR_SKIP | colors.skip | ANSIBLE_COLOR_SKIP | string | "cyan" | Color of what was skipped.
COLOR_UNREACHABLE | colors.unreachable | ANSIBLE_COLOR_UNREACHABLE | string | "bright red" | Color of hosts that cannot be reached.
COLOR_VERBOSE | colors.verbose | ANSIBLE_COLOR_VERBOSE | string | "blue" | Color of what -v adds.
COLOR_WARN | colors.warn | ANSIBLE_COLOR_WARN | string | "bright purple" | Color of warnings.
DEFAULT_EXECUTABLE | defaults.executable | ANSIBLE_EXECUTABLE | string | "/bin/sh" | Shell of the hosts; kplay's scripts are for /bin/sh.
DEFAULT_FACT_PATH | defaults.fact_path | ANSIBLE_FACT_PATH | string | null | Folder of local facts on the hosts.
DEFAULT_FILTER_PLUGIN_PATH | defaults.filter_plugins | ANSIBLE_FILTER_PLUGINS | pathspec | ["~/.ansible/plugins/filter", "/usr/share/ansible/plugins/filter"] | Folders of filters of your own.
DEFAULT_GATHER_SUBSET | defaults.gather_subset | ANSIBLE_GATHER_SUBSET | list | null | Which facts are gathered.
DEFAULT_GATHER_TIMEOUT | defaults.gather_timeout | ANSIBLE_GATHER_TIMEOUT | integer | null | Seconds for which one fact may be looked for.
DEFAULT_KEEP_REMOTE_FILES | defaults.keep_remote_files | ANSIBLE_KEEP_REMOTE_FILES | boolean | false | Keep the files of modules on the hosts; kplay leaves none there.
DEFAULT_LOCAL_TMP | defaults.local_tmp | ANSIBLE_LOCAL_TEMP | path | "~/.ansible/tmp" | Folder for temporary files on this machine.
DEFAULT_LOG_PATH | defaults.log_path | ANSIBLE_LOG_PATH | path | null | File that everything shown is written to as well.
DEFAULT_LOOKUP_PLUGIN_PATH | defaults.lookup_plugins | ANSIBLE_LOOKUP_PLUGINS | pathspec | ["~/.ansible/plugins/lookup", "/usr/share/ansible/plugins/lookup"] | Folders of lookups of your own.
DEFAULT_MODULE_COMPRESSION | defaults.module_compression | - | string | "ZIP_DEFLATED" | How modules are packed for the way to the hosts; kplay sends none.
DEFAULT_NO_LOG | defaults.no_log | ANSIBLE_NO_LOG | boolean | false | Show no results at all.
DEFAULT_NO_TARGET_SYSLOG | defaults.no_target_syslog | ANSIBLE_NO_TARGET_SYSLOG | boolean | false | Do not log to the syslog of the hosts; kplay never does.
DEFAULT_POLL_INTERVAL | defaults.poll_interval | ANSIBLE_POLL_INTERVAL | integer | 15 | Seconds between two looks at a task that runs in the background.
DEFAULT_PRIVATE_ROLE_VARS | defaults.private_role_vars | ANSIBLE_PRIVATE_ROLE_VARS | boolean | false | Keep the variables of a role to the role.
DEFAULT_SELINUX_SPECIAL_FS | selinux.special_context_filesystems | ANSIBLE_SELINUX_SPECIAL_FS | list | ["fuse", "nfs", "vboxsf", "ramfs", "9p", "vfat"] | File systems that SELinux treats in a special way.
DEFAULT_SYSLOG_FACILITY | defaults.syslog_facility | ANSIBLE_SYSLOG_FACILITY | string | "LOG_USER" | Facility of the syslog of the hosts; kplay does not write there.
DEFAULT_TEST_PLUGIN_PATH | defaults.test_plugins | ANSIBLE_TEST_PLUGINS | pathspec | ["~/.ansible/plugins/test", "/usr/share/ansible/plugins/test"] | Folders of tests of your own.
DEFAULT_UNDEFINED_VAR_BEHAVIOR | defaults.error_on_undefined_vars | ANSIBLE_ERROR_ON_UNDEFINED_VARS | boolean | true | An undefined variable is an error.
DIFF_CONTEXT | diff.context | ANSIBLE_DIFF_CONTEXT | integer | 3 | Lines around a change in a diff.
DISPLAY_ARGS_TO_STDOUT | defaults.display_args_to_stdout | ANSIBLE_DISPLAY_ARGS_TO_STDOUT | boolean | false | Show the arguments of tasks in their headings.
ENABLE_TASK_DEBUGGER | defaults.enable_task_debugger | ANSIBLE_ENABLE_TASK_DEBUGGER | boolean | false | Stop in the debugger at a task that failed.
FACTS_MODULES | defaults.facts_modules | ANSIBLE_FACTS_MODULES | list | ["smart"] | Modules that gather facts.
INJECT_FACTS_AS_VARS | defaults.inject_facts_as_vars | ANSIBLE_INJECT_FACT_VARS | boolean | true | Make every fact a variable 'ansible_…' too.
INVALID_TASK_ATTRIBUTE_FAILED | defaults.invalid_task_attribute_failed | ANSIBLE_INVALID_TASK_ATTRIBUTE_FAILED | boolean | true | An unknown keyword of a task is an error.
INVENTORY_CACHE_ENABLED | inventory.cache | ANSIBLE_INVENTORY_CACHE | boolean | false | Keep what inventory plug-ins found.
MAX_FILE_SIZE_FOR_DIFF | defaults.max_diff_size | ANSIBLE_MAX_DIFF_SIZE | integer | 104448 | Bytes up to which a file is shown in a diff.
PARAMIKO_HOST_KEY_AUTO_ADD | paramiko_connection.host_key_auto_add | ANSIBLE_PARAMIKO_HOST_KEY_AUTO_ADD | boolean | false | Setting of another ssh client.
PARAMIKO_LOOK_FOR_KEYS | paramiko_connection.look_for_keys | ANSIBLE_PARAMIKO_LOOK_FOR_KEYS | boolean | true | Setting of another ssh client.
PLAYBOOK_VARS_ROOT | defaults.playbook_vars_root | ANSIBLE_PLAYBOOK_VARS_ROOT | one of all/bottom/top | "top" | Beside which playbooks group_vars and host_vars count: 'top', 'bottom' or 'all'.
RETRY_FILES_ENABLED | defaults.retry_files_enabled | ANSIBLE_RETRY_FILES_ENABLED | boolean | false | Write a list of failed hosts.
RETRY_FILES_SAVE_PATH | defaults.retry_files_save_path | ANSIBLE_RETRY_FILES_SAVE_PATH | path | null | Folder of that list.
STRING_CONVERSION_ACTION | defaults.string_conversion_action | ANSIBLE_STRING_CONVERSION_ACTION | string | "warn" | What to do when a value must become text.
SYSTEM_WARNINGS | defaults.system_warnings | ANSIBLE_SYSTEM_WARNINGS | boolean | true | Tell of trouble on this machine.
TASK_DEBUGGER_IGNORE_ERRORS | defaults.task_debugger_ignore_errors | ANSIBLE_TASK_DEBUGGER_IGNORE_ERRORS | boolean | true | The debugger leaves tasks alone whose errors are ignored.
TASK_TIMEOUT | defaults.task_timeout | ANSIBLE_TASK_TIMEOUT | integer | 0 | Seconds that a task may take; 0 for ever.
VARIABLE_PLUGINS_ENABLED | defaults.vars_plugins_enabled | ANSIBLE_VARS_ENABLED | list | ["host_group_vars"] | Plug-ins that bring variables.
VARIABLE_PRECEDENCE | defaults.precedence | ANSIBLE_PRECEDENCE | list | ["all_inventory", "groups_inventory", "all_plugins_inventory", "all_plugins_play", "groups_plugins_inventory", "groups_plugins_play"] | Order of the variables of an inventory.
VERBOSE_TO_STDERR | defaults.verbose_to_stderr | ANSIBLE_VERBOSE_TO_STDERR | boolean | false | Write warnings and -v messages to standard error.
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
SSH_RETRIES | connection.retries, ssh_connection.retries | ANSIBLE_SSH_RETRIES | integer | 0 | How often connecting is tried again.
SSH_PIPELINING | defaults.pipelining, connection.pipelining, ssh_connection.pipelining | ANSIBLE_PIPELINING, ANSIBLE_SSH_PIPELINING | boolean | false | Send modules without a file; kplay always works so.
SSH_TRANSFER_METHOD | ssh_connection.transfer_method | ANSIBLE_SSH_TRANSFER_METHOD | string | null | How files travel; kplay uses its one connection.
SSH_CONTROL_PATH | ssh_connection.control_path | ANSIBLE_SSH_CONTROL_PATH | string | null | Socket of a shared connection; kplay keeps its own open.
SSH_CONTROL_PATH_DIR | ssh_connection.control_path_dir | ANSIBLE_SSH_CONTROL_PATH_DIR | string | "~/.ansible/cp" | Folder of such sockets.
SSH_SCP_IF_SSH | ssh_connection.scp_if_ssh | ANSIBLE_SCP_IF_SSH | string | "smart" | How files travel; kplay uses its one connection.
CALLBACKS_ENABLED | defaults.callback_whitelist, defaults.callbacks_enabled | ANSIBLE_CALLBACK_WHITELIST, ANSIBLE_CALLBACKS_ENABLED | list | [] | Reporters that run beside the one on the screen.
DEFAULT_BECOME_EXE | privilege_escalation.become_exe | ANSIBLE_BECOME_EXE | string | null | Program that becomes another user.
DEFAULT_BECOME_FLAGS | privilege_escalation.become_flags | ANSIBLE_BECOME_FLAGS | string | null | Flags of that program.
DEFAULT_CALLBACK_PLUGIN_PATH | defaults.callback_plugins | ANSIBLE_CALLBACK_PLUGINS | pathspec | ["~/.ansible/plugins/callback", "/usr/share/ansible/plugins/callback"] | Folders of reporters of your own.
DEFAULT_CONNECTION_PLUGIN_PATH | defaults.connection_plugins | ANSIBLE_CONNECTION_PLUGINS | pathspec | ["~/.ansible/plugins/connection", "/usr/share/ansible/plugins/connection"] | Folders of connections of your own.
DEFAULT_INVENTORY_PLUGIN_PATH | defaults.inventory_plugins | ANSIBLE_INVENTORY_PLUGINS | pathspec | ["~/.ansible/plugins/inventory", "/usr/share/ansible/plugins/inventory"] | Folders of inventory plug-ins of your own.
HOST_PATTERN_MISMATCH | inventory.host_pattern_mismatch | ANSIBLE_HOST_PATTERN_MISMATCH | one of error/ignore/warning | "warning" | What to do about a pattern that matches no host: 'ignore', 'warning' or 'error'.
INTERPRETER_PYTHON | defaults.interpreter_python | ANSIBLE_PYTHON_INTERPRETER | string | "auto" | Python on the hosts, for modules in Python.
INVENTORY_ANY_UNPARSED_IS_FAILED | inventory.any_unparsed_is_failed | ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED | boolean | false | Every inventory must be readable.
INVENTORY_ENABLED | inventory.enable_plugins | ANSIBLE_INVENTORY_ENABLED | list | ["host_list", "script", "auto", "yaml", "ini", "toml"] | Kinds of inventories that are tried, in order.
INVENTORY_UNPARSED_IS_FAILED | inventory.unparsed_is_failed | ANSIBLE_INVENTORY_UNPARSED_FAILED | boolean | false | One inventory at least must be readable.
INVENTORY_UNPARSED_WARNING | inventory.inventory_unparsed_warning | ANSIBLE_INVENTORY_UNPARSED_WARNING | boolean | true | Tell when no inventory was readable.
YAML_FILENAME_EXTENSIONS | defaults.yaml_valid_extensions | ANSIBLE_YAML_FILENAME_EXT | list | [".yml", ".yaml", ".json"] | Endings of files of variables.
INTERPRETER_PYTHON_FALLBACK | - | - | list | ["python3.11", "python3.10", "python3.9", "python3.8", "python3.7", "python3.6", "python3.5", "/usr/bin/python3", "/usr/libexec/platform-python", "python2.7", "/usr/bin/python", "python"] | Pythons to look for on the hosts.
`;
