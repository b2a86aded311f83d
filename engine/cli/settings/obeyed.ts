/**
 * The settings that kplay obeys: the one table of names, places and defaults. A line is
 * `NAME | section.key in ansible.cfg | environment | type | default as JSON | what it does`.
 * Names, places, types and defaults are those of ansible-core 2.14 («Ansible Configuration
 * Settings»), so that a project's ansible.cfg and everybody's habits keep their meaning.
 */
export const OBEYED = String.raw`
ANSIBLE_FORCE_COLOR | defaults.force_color | ANSIBLE_FORCE_COLOR | boolean | false | Color the output even where it goes into a file or a pipe.
ANSIBLE_NOCOLOR | defaults.nocolor | ANSIBLE_NOCOLOR, NO_COLOR | boolean | false | Never color the output.
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
DISPLAY_SKIPPED_HOSTS | defaults.display_skipped_hosts | ANSIBLE_DISPLAY_SKIPPED_HOSTS | boolean | true | Show what was skipped.
DUPLICATE_YAML_DICT_KEY | defaults.duplicate_dict_key | ANSIBLE_DUPLICATE_YAML_DICT_KEY | one of error/ignore/warn | "warn" | What to do about a key that stands twice in a mapping: 'ignore', 'warn' or 'error'.
ERROR_ON_MISSING_HANDLER | defaults.error_on_missing_handler | ANSIBLE_ERROR_ON_MISSING_HANDLER | boolean | true | A handler that is notified and not there is an error.
HOST_KEY_CHECKING | defaults.host_key_checking | ANSIBLE_HOST_KEY_CHECKING | boolean | true | Refuse hosts whose key is not known.
INVENTORY_EXPORT | inventory.export | ANSIBLE_INVENTORY_EXPORT | boolean | false | 'kplay inventory' writes for other programs.
INVENTORY_IGNORE_EXTS | defaults.inventory_ignore_extensions, inventory.ignore_extensions | ANSIBLE_INVENTORY_IGNORE | list | [".pyc", ".pyo", ".swp", ".bak", "~", ".rpm", ".md", ".txt", ".rst", ".orig", ".ini", ".cfg", ".retry"] | Endings of files in a folder that are no inventories.
INVENTORY_IGNORE_PATTERNS | defaults.inventory_ignore_patterns, inventory.ignore_patterns | ANSIBLE_INVENTORY_IGNORE_REGEX | list | [] | Patterns of files in a folder that are no inventories.
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
`;
