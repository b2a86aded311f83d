/**
 * The settings that kplay obeys: the one table of names, places and defaults. A line is
 * `NAME | section.key in ansible.cfg | environment | type | default as JSON | what it does`.
 * Names, places, types and defaults are those of ansible-core 2.14 («Ansible Configuration
 * Settings»), so that a project's ansible.cfg and everybody's habits keep their meaning.
 */
export const OBEYED = String.raw`
ANSIBLE_FORCE_COLOR | defaults.force_color | ANSIBLE_FORCE_COLOR | boolean | false | Color the output even where it goes into a file or a pipe.
ANSIBLE_NOCOLOR | defaults.nocolor | ANSIBLE_NOCOLOR, NO_COLOR | boolean | false | Never color the output.
BECOME_ALLOW_SAME_USER | privilege_escalation.become_allow_same_user | ANSIBLE_BECOME_ALLOW_SAME_USER | boolean | false | Become a user even if that is who one has logged in as.
BECOME_PASSWORD_FILE | defaults.become_password_file | ANSIBLE_BECOME_PASSWORD_FILE | path | null | File or program that gives the password for becoming another user.
CACHE_PLUGIN | defaults.fact_caching | ANSIBLE_CACHE_PLUGIN | string | "memory" | Where facts are kept between runs: 'memory' (not at all) or 'jsonfile'.
CACHE_PLUGIN_CONNECTION | defaults.fact_caching_connection | ANSIBLE_CACHE_PLUGIN_CONNECTION | string | null | Folder of the facts that 'jsonfile' keeps.
CACHE_PLUGIN_PREFIX | defaults.fact_caching_prefix | ANSIBLE_CACHE_PLUGIN_PREFIX | string | "ansible_facts" | What the names of kept files of facts start with.
CACHE_PLUGIN_TIMEOUT | defaults.fact_caching_timeout | ANSIBLE_CACHE_PLUGIN_TIMEOUT | integer | 86400 | Seconds for which kept facts count; 0 for ever.
COLLECTIONS_PATHS | defaults.collections_paths, defaults.collections_path | ANSIBLE_COLLECTIONS_PATHS, ANSIBLE_COLLECTIONS_PATH | pathspec | ["~/.ansible/collections", "/usr/share/ansible/collections"] | Folders of collections.
CONNECTION_PASSWORD_FILE | defaults.connection_password_file | ANSIBLE_CONNECTION_PASSWORD_FILE | path | null | File or program that gives the password to log in with.
DEFAULT_ASK_PASS | defaults.ask_pass | ANSIBLE_ASK_PASS | boolean | false | Ask for the password to log in with.
DEFAULT_ASK_VAULT_PASS | defaults.ask_vault_pass | ANSIBLE_ASK_VAULT_PASS | boolean | false | Ask for the password of vaults.
DEFAULT_BECOME | privilege_escalation.become | ANSIBLE_BECOME | boolean | false | Become another user.
DEFAULT_BECOME_ASK_PASS | privilege_escalation.become_ask_pass | ANSIBLE_BECOME_ASK_PASS | boolean | false | Ask for the password for becoming another user.
DEFAULT_BECOME_METHOD | privilege_escalation.become_method | ANSIBLE_BECOME_METHOD | string | "sudo" | How to become another user: sudo, su or doas.
DEFAULT_BECOME_USER | privilege_escalation.become_user | ANSIBLE_BECOME_USER | string | "root" | Whom to become.
DEFAULT_FORCE_HANDLERS | defaults.force_handlers | ANSIBLE_FORCE_HANDLERS | boolean | false | Run handlers of failed hosts too.
DEFAULT_FORKS | defaults.forks | ANSIBLE_FORKS | integer | 5 | How many hosts work at once.
DEFAULT_GATHERING | defaults.gathering | ANSIBLE_GATHERING | one of explicit/implicit/smart | "implicit" | When facts are gathered: 'implicit', 'explicit' or 'smart'.
DEFAULT_HASH_BEHAVIOUR | defaults.hash_behaviour | ANSIBLE_HASH_BEHAVIOUR | one of merge/replace | "replace" | What becomes of dicts of one name: 'replace', or 'merge'.
DEFAULT_HOST_LIST | defaults.inventory | ANSIBLE_INVENTORY | pathlist | ["/etc/ansible/hosts"] | Inventories, when -i names none.
DEFAULT_JINJA2_EXTENSIONS | defaults.jinja2_extensions | ANSIBLE_JINJA2_EXTENSIONS | string | [] | Extensions of Jinja.
DEFAULT_JINJA2_NATIVE | defaults.jinja2_native | ANSIBLE_JINJA2_NATIVE | boolean | false | Templates give values of their own types.
DEFAULT_MANAGED_STR | defaults.ansible_managed | - | string | "Ansible managed" | What 'ansible_managed' says in templates.
DEFAULT_MODULE_PATH | defaults.library | ANSIBLE_LIBRARY | pathspec | ["~/.ansible/plugins/modules", "/usr/share/ansible/plugins/modules"] | Folders of modules of your own.
DEFAULT_PRIVATE_KEY_FILE | defaults.private_key_file | ANSIBLE_PRIVATE_KEY_FILE | path | null | Key to log in with.
DEFAULT_REMOTE_PORT | defaults.remote_port | ANSIBLE_REMOTE_PORT | integer | null | Port to log in at.
DEFAULT_REMOTE_USER | defaults.remote_user | ANSIBLE_REMOTE_USER | string | null | User to log in as.
DEFAULT_ROLES_PATH | defaults.roles_path | ANSIBLE_ROLES_PATH | pathspec | ["~/.ansible/roles", "/usr/share/ansible/roles", "/etc/ansible/roles"] | Folders of roles, besides those beside the playbook.
DEFAULT_STDOUT_CALLBACK | defaults.stdout_callback | ANSIBLE_STDOUT_CALLBACK | string | "default" | What the screen shows: 'default', 'minimal', 'oneline', 'json', 'junit', 'yaml'.
DEFAULT_STRATEGY | defaults.strategy | ANSIBLE_STRATEGY | string | "linear" | Order in which hosts do tasks: 'linear', 'free', 'host_pinned'.
SSH_RETRIES | connection.retries, ssh_connection.retries | ANSIBLE_SSH_RETRIES | integer | 0 | How often connecting is tried again; ansible_ssh_retries of a host wins.
DEFAULT_TIMEOUT | defaults.timeout | ANSIBLE_TIMEOUT | integer | 10 | Seconds that connecting may take.
DEFAULT_TRANSPORT | defaults.transport | ANSIBLE_TRANSPORT | string | "smart" | Connection when nothing says otherwise; 'smart' is ssh.
DEFAULT_VAULT_ENCRYPT_IDENTITY | defaults.vault_encrypt_identity | ANSIBLE_VAULT_ENCRYPT_IDENTITY | string | null | Name of the password to encrypt with, when there are several.
DEFAULT_VAULT_IDENTITY | defaults.vault_identity | ANSIBLE_VAULT_IDENTITY | string | "default" | Name of a vault password that was given none.
DEFAULT_VAULT_IDENTITY_LIST | defaults.vault_identity_list | ANSIBLE_VAULT_IDENTITY_LIST | list | [] | Vault passwords, as --vault-id takes them.
DEFAULT_VAULT_ID_MATCH | defaults.vault_id_match | ANSIBLE_VAULT_ID_MATCH | string | false | Open a vault only with the password of its name.
DEFAULT_VAULT_PASSWORD_FILE | defaults.vault_password_file | ANSIBLE_VAULT_PASSWORD_FILE | path | null | File or program that gives the password of vaults.
DEFAULT_VERBOSITY | defaults.verbosity | ANSIBLE_VERBOSITY | integer | 0 | How much is said without -v.
DEPRECATION_WARNINGS | defaults.deprecation_warnings | ANSIBLE_DEPRECATION_WARNINGS | boolean | true | Tell what will no longer work.
DIFF_ALWAYS | diff.always | ANSIBLE_DIFF_ALWAYS | boolean | false | Show what changes in files.
CALLBACK_FORMAT_PRETTY | defaults.callback_format_pretty | ANSIBLE_CALLBACK_FORMAT_PRETTY | boolean | null | Spread the data of results over lines, always or never.
CALLBACK_RESULT_FORMAT | defaults.callback_result_format | ANSIBLE_CALLBACK_RESULT_FORMAT | one of json/yaml | "json" | How the data of results is written: 'json' or 'yaml'.
CHECK_MODE_MARKERS | defaults.check_mode_markers | ANSIBLE_CHECK_MODE_MARKERS | boolean | false | Mark headlines of what runs in check mode.
DISPLAY_FAILED_STDERR | defaults.display_failed_stderr | ANSIBLE_DISPLAY_FAILED_STDERR | boolean | false | Write failures to standard error.
DISPLAY_OK_HOSTS | defaults.display_ok_hosts | ANSIBLE_DISPLAY_OK_HOSTS | boolean | true | Show what was as it should be.
SHOW_TASK_PATH_ON_FAILURE | defaults.show_task_path_on_failure | ANSIBLE_SHOW_TASK_PATH_ON_FAILURE | boolean | false | Show the file and line of a task above its failure.
DISPLAY_SKIPPED_HOSTS | defaults.display_skipped_hosts | ANSIBLE_DISPLAY_SKIPPED_HOSTS | boolean | true | Show what was skipped.
DUPLICATE_YAML_DICT_KEY | defaults.duplicate_dict_key | ANSIBLE_DUPLICATE_YAML_DICT_KEY | one of error/ignore/warn | "warn" | What to do about a key that stands twice in a mapping: 'ignore', 'warn' or 'error'.
ERROR_ON_MISSING_HANDLER | defaults.error_on_missing_handler | ANSIBLE_ERROR_ON_MISSING_HANDLER | boolean | true | A handler that is notified and not there is an error.
HOST_KEY_CHECKING | defaults.host_key_checking | ANSIBLE_HOST_KEY_CHECKING | boolean | true | Refuse hosts whose key is not known.
INVENTORY_EXPORT | inventory.export | ANSIBLE_INVENTORY_EXPORT | boolean | false | 'kplay inventory' writes for other programs.
INVENTORY_IGNORE_EXTS | defaults.inventory_ignore_extensions, inventory.ignore_extensions | ANSIBLE_INVENTORY_IGNORE | list | [".pyc", ".pyo", ".swp", ".bak", "~", ".rpm", ".md", ".txt", ".rst", ".orig", ".ini", ".cfg", ".retry"] | Endings of files in a folder that are no inventories.
INVENTORY_IGNORE_PATTERNS | defaults.inventory_ignore_patterns, inventory.ignore_patterns | ANSIBLE_INVENTORY_IGNORE_REGEX | list | [] | Patterns of files in a folder that are no inventories.
INVENTORY_UNPARSED_IS_FAILED | inventory.unparsed_is_failed | ANSIBLE_INVENTORY_UNPARSED_FAILED | boolean | false | One inventory at least must be readable.
INVENTORY_UNPARSED_WARNING | inventory.inventory_unparsed_warning | ANSIBLE_INVENTORY_UNPARSED_WARNING | boolean | true | Tell when no inventory was readable.
KPLAY_MISSING_INVENTORY | kplay.missing_inventory | KPLAY_MISSING_INVENTORY | one of error/warning | "error" | What to do about an inventory that is not there. Under the name of a program of Ansible it is a warning.
KPLAY_SHOW_PLACES | kplay.show_places | KPLAY_SHOW_PLACES | boolean | true | Show below a failed task where it stands. Under the name of a program of Ansible only on a terminal.
KPLAY_TEMPLATE_OUTPUT | kplay.template_output | KPLAY_TEMPLATE_OUTPUT | integer | null | Characters that one template may make; 100 million when not set.
KPLAY_TEMPLATE_STEPS | kplay.template_steps | KPLAY_TEMPLATE_STEPS | integer | null | Steps that one template may take; 20 million when not set.
LOCALHOST_WARNING | defaults.localhost_warning | ANSIBLE_LOCALHOST_WARNING | boolean | true | Tell when there is no host but the implicit localhost.
PLAYBOOK_DIR | defaults.playbook_dir | ANSIBLE_PLAYBOOK_DIR | path | null | Folder that stands for the playbook's in commands without one.
TAGS_RUN | tags.run | ANSIBLE_RUN_TAGS | list | [] | Run only what has one of these tags.
TAGS_SKIP | tags.skip | ANSIBLE_SKIP_TAGS | list | [] | Run nothing that has one of these tags.
SSH_ARGS | ssh_connection.ssh_args | ANSIBLE_SSH_ARGS | string | "-C -o ControlMaster=auto -o ControlPersist=60s" | Options for ssh.
SSH_COMMON_ARGS | ssh_connection.ssh_common_args | ANSIBLE_SSH_COMMON_ARGS | string | "" | More options for ssh.
SSH_EXTRA_ARGS | ssh_connection.ssh_extra_args | ANSIBLE_SSH_EXTRA_ARGS | string | "" | Still more options for ssh.
TRANSFORM_INVALID_GROUP_CHARS | defaults.force_valid_group_names | ANSIBLE_TRANSFORM_INVALID_GROUP_CHARS | one of always/ignore/never/silently | "never" | What becomes of characters that no variable may have in names of groups: 'never', 'always', 'ignore', 'silently'.
DEFAULT_LOAD_CALLBACK_PLUGINS | defaults.bin_ansible_callbacks | ANSIBLE_LOAD_CALLBACK_PLUGINS | boolean | false | Run reporters in 'kplay adhoc' too.
DEFAULT_MODULE_ARGS | defaults.module_args | ANSIBLE_MODULE_ARGS | string | null | Arguments of 'kplay adhoc' without -a.
DEFAULT_MODULE_NAME | defaults.module_name | - | string | "command" | Module of 'kplay adhoc' without -m.
SHOW_CUSTOM_STATS | defaults.show_custom_stats | ANSIBLE_SHOW_CUSTOM_STATS | boolean | false | Show what 'set_stats' set.
ANY_ERRORS_FATAL | defaults.any_errors_fatal | ANSIBLE_ANY_ERRORS_FATAL | boolean | false | End a play for all hosts when a task fails on one.
COLOR_CHANGED | colors.changed | ANSIBLE_COLOR_CHANGED | string | "yellow" | Color of what changed.
COLOR_DEBUG | colors.debug | ANSIBLE_COLOR_DEBUG | string | "dark gray" | Color of debug messages.
COLOR_DIFF_ADD | colors.diff_add | ANSIBLE_COLOR_DIFF_ADD | string | "green" | Color of added lines in a diff.
COLOR_DIFF_LINES | colors.diff_lines | ANSIBLE_COLOR_DIFF_LINES | string | "cyan" | Color of line numbers in a diff.
COLOR_DIFF_REMOVE | colors.diff_remove | ANSIBLE_COLOR_DIFF_REMOVE | string | "red" | Color of removed lines in a diff.
COLOR_ERROR | colors.error | ANSIBLE_COLOR_ERROR | string | "red" | Color of errors.
COLOR_OK | colors.ok | ANSIBLE_COLOR_OK | string | "green" | Color of what is as it should be.
COLOR_SKIP | colors.skip | ANSIBLE_COLOR_SKIP | string | "cyan" | Color of what was skipped.
COLOR_UNREACHABLE | colors.unreachable | ANSIBLE_COLOR_UNREACHABLE | string | "bright red" | Color of hosts that cannot be reached.
COLOR_WARN | colors.warn | ANSIBLE_COLOR_WARN | string | "bright purple" | Color of warnings.
DEFAULT_FACT_PATH | defaults.fact_path | ANSIBLE_FACT_PATH | string | null | Folder of local facts on the hosts.
DEFAULT_FILTER_PLUGIN_PATH | defaults.filter_plugins | ANSIBLE_FILTER_PLUGINS | pathspec | ["~/.ansible/plugins/filter", "/usr/share/ansible/plugins/filter"] | Folders of filters of your own.
DEFAULT_GATHER_SUBSET | defaults.gather_subset | ANSIBLE_GATHER_SUBSET | list | null | Which facts are gathered.
DEFAULT_GATHER_TIMEOUT | defaults.gather_timeout | ANSIBLE_GATHER_TIMEOUT | integer | null | Seconds for which one fact may be looked for.
DEFAULT_LOG_PATH | defaults.log_path | ANSIBLE_LOG_PATH | path | null | File that everything shown is written to as well.
DEFAULT_LOOKUP_PLUGIN_PATH | defaults.lookup_plugins | ANSIBLE_LOOKUP_PLUGINS | pathspec | ["~/.ansible/plugins/lookup", "/usr/share/ansible/plugins/lookup"] | Folders of lookups of your own.
DEFAULT_NO_LOG | defaults.no_log | ANSIBLE_NO_LOG | boolean | false | Show no results at all.
DEFAULT_POLL_INTERVAL | defaults.poll_interval | ANSIBLE_POLL_INTERVAL | integer | 15 | Seconds between two looks at a task that runs in the background.
DEFAULT_TEST_PLUGIN_PATH | defaults.test_plugins | ANSIBLE_TEST_PLUGINS | pathspec | ["~/.ansible/plugins/test", "/usr/share/ansible/plugins/test"] | Folders of tests of your own.
DIFF_CONTEXT | diff.context | ANSIBLE_DIFF_CONTEXT | integer | 3 | Lines around a change in a diff.
ENABLE_TASK_DEBUGGER | defaults.enable_task_debugger | ANSIBLE_ENABLE_TASK_DEBUGGER | boolean | false | Stop in the debugger at a task that failed.
INJECT_FACTS_AS_VARS | defaults.inject_facts_as_vars | ANSIBLE_INJECT_FACT_VARS | boolean | true | Make every fact a variable 'ansible_NAME' too.
MAX_FILE_SIZE_FOR_DIFF | defaults.max_diff_size | ANSIBLE_MAX_DIFF_SIZE | integer | 104448 | Bytes up to which a file is shown in a diff.
RETRY_FILES_ENABLED | defaults.retry_files_enabled | ANSIBLE_RETRY_FILES_ENABLED | boolean | false | Write a list of failed hosts.
RETRY_FILES_SAVE_PATH | defaults.retry_files_save_path | ANSIBLE_RETRY_FILES_SAVE_PATH | path | null | Folder of that list.
TASK_DEBUGGER_IGNORE_ERRORS | defaults.task_debugger_ignore_errors | ANSIBLE_TASK_DEBUGGER_IGNORE_ERRORS | boolean | true | The debugger leaves tasks alone whose errors are ignored.
TASK_TIMEOUT | defaults.task_timeout | ANSIBLE_TASK_TIMEOUT | integer | 0 | Seconds that a task may take; 0 for ever.
VERBOSE_TO_STDERR | defaults.verbose_to_stderr | ANSIBLE_VERBOSE_TO_STDERR | boolean | false | Write warnings and -v messages to standard error.
DEFAULT_BECOME_EXE | privilege_escalation.become_exe | ANSIBLE_BECOME_EXE | string | null | Program that becomes another user.
DEFAULT_BECOME_FLAGS | privilege_escalation.become_flags | ANSIBLE_BECOME_FLAGS | string | null | Flags of that program.
HOST_PATTERN_MISMATCH | inventory.host_pattern_mismatch | ANSIBLE_HOST_PATTERN_MISMATCH | one of error/ignore/warning | "warning" | What to do about a pattern that matches no host: 'ignore', 'warning' or 'error'.
LOOKUP_URL_AGENT | url_lookup.agent | ANSIBLE_LOOKUP_URL_AGENT | string | "ansible-httpget" | What the lookup 'url' calls itself.
LOOKUP_URL_CA_PATH | url_lookup.ca_path | ANSIBLE_LOOKUP_URL_CA_PATH | path | null | File of authorities that the lookup 'url' trusts too.
LOOKUP_URL_CIPHERS | url_lookup.ciphers | ANSIBLE_LOOKUP_URL_CIPHERS | string | null | Ciphers of the lookup 'url'.
LOOKUP_URL_FOLLOW_REDIRECTS | url_lookup.follow_redirects | ANSIBLE_LOOKUP_URL_FOLLOW_REDIRECTS | string | "urllib2" | Whether the lookup 'url' lets itself be sent on.
LOOKUP_URL_FORCE | url_lookup.force | ANSIBLE_LOOKUP_URL_FORCE | string | "false" | Let the lookup 'url' ask past caches.
LOOKUP_URL_TIMEOUT | url_lookup.timeout | ANSIBLE_LOOKUP_URL_TIMEOUT | string | "10" | Seconds that the lookup 'url' waits.
LOOKUP_URL_UNIX_SOCKET | url_lookup.unix_socket | ANSIBLE_LOOKUP_URL_UNIX_SOCKET | path | null | Socket that the lookup 'url' connects to.
LOOKUP_URL_UNREDIR_HEADERS | url_lookup.unredirected_headers | ANSIBLE_LOOKUP_URL_UNREDIR_HEADERS | string | null | Headers that the lookup 'url' sends to the first server only.
LOOKUP_URL_USE_NETRC | url_lookup.use_netrc | ANSIBLE_LOOKUP_URL_USE_NETRC | string | "true" | Let the lookup 'url' log in as ~/.netrc says.
CALLBACKS_ENABLED | defaults.callback_whitelist, defaults.callbacks_enabled | ANSIBLE_CALLBACK_WHITELIST, ANSIBLE_CALLBACKS_ENABLED | list | [] | Reporters that run beside the one on the screen: 'profile_tasks', 'timer'.
`;
