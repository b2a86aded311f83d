# frozen_string_literal: true

# The provisioner `:kplay` of Vagrant: one run of kplay for all machines, after the last has booted.
#
#   require_relative "vagrant/kplay"
#   Vagrant.configure("2") do |config|
#     config.vm.provision :kplay, playbook: "playbooks/site.yml"
#   end
#
# Needs no gem; the gem `vagrant-kplay` is this very file. docs/vagrant.md explains every option.
# Every machine that Vagrant provisions only queues itself; when the whole command is through
# (`up`, `provision`, `reload`, …), the queue is run once. That is why nothing here depends on the
# order in which machines boot, and why no run sees half of the machines.

require "fileutils"
require "json"
require "shellwords"
require "tempfile"

module KplayVagrant
  # Options as the Vagrantfile gives them. Each is nil until it is set.
  class Config < Vagrant.plugin("2", :config)
    # Option => the classes that its value may have.
    OPTIONS = {
      playbook: [String],
      command: [String, Array],
      inventory: [String, Array],
      groups: [Hash],
      host_vars: [Hash],
      extra_vars: [Hash, String],
      limit: [String, Array],
      tags: [String, Array],
      skip_tags: [String, Array],
      start_at_task: [String],
      become: [TrueClass, FalseClass],
      become_user: [String],
      ask_become_pass: [TrueClass, FalseClass],
      vault_password_file: [String],
      ask_vault_pass: [TrueClass, FalseClass],
      config_file: [String],
      verbose: [TrueClass, FalseClass, String, Symbol],
      raw_arguments: [String, Array],
      scope: [Symbol, String],
    }.freeze

    attr_accessor(*OPTIONS.keys)

    def initialize
      OPTIONS.each_key { |name| instance_variable_set("@#{name}", UNSET_VALUE) }
    end

    def finalize!
      OPTIONS.each_key do |name|
        instance_variable_set("@#{name}", nil) if instance_variable_get("@#{name}") == UNSET_VALUE
      end
      @groups ||= {}
      @host_vars ||= {}
      @scope = (@scope || :cluster).to_sym if @scope.nil? || @scope.respond_to?(:to_sym)
    end

    # Called by Vagrant before anything boots. Gives every problem at once.
    def validate(machine)
      errors = _detected_errors + wrong_types
      errors += wrong_values(machine) if errors.empty?
      { "kplay provisioner" => errors }
    end

    # What makes two machines share a run: the same options.
    def to_key
      OPTIONS.keys.map { |name| instance_variable_get("@#{name}") }
    end

    private

    def wrong_types
      OPTIONS.flat_map do |name, classes|
        value = instance_variable_get("@#{name}")
        next [] if value.nil? || classes.any? { |type| value.is_a?(type) }

        words = classes.map { |type| type.name.sub(/(True|False)Class/) { $1.downcase } }
        ["`#{name}` must be #{words.join(" or ")}, not #{value.class} (#{value.inspect})"]
      end
    end

    def wrong_values(machine)
      errors = []
      errors << "`playbook` must be set, for example to \"playbooks/site.yml\"" unless playbook
      errors << "`scope` must be :cluster or :machine, not #{scope.inspect}" unless %i[cluster machine].include?(scope)
      errors << "`verbose` must be true or \"v\" to \"vvvv\", not #{verbose.inspect}" unless verbosity_known?
      named_files.each do |name, path|
        full = File.expand_path(path, machine.env.root_path)
        errors << "`#{name}`: there is no file #{full}" unless File.file?(full)
      end
      errors + wrong_groups
    end

    def verbosity_known?
      verbose.nil? || verbose == true || verbose == false || verbose.to_s.match?(/\A-?v{1,4}\z/)
    end

    def named_files
      files = { playbook: playbook, vault_password_file: vault_password_file, config_file: config_file }
      files[:extra_vars] = extra_vars.delete_prefix("@") if extra_vars.is_a?(String) && !extra_vars.include?("=")
      files.compact
    end

    def wrong_groups
      groups.flat_map do |name, members|
        wanted = name.to_s.end_with?(":vars") ? [Hash] : [Array, String]
        next [] if wanted.any? { |type| members.is_a?(type) }

        ["`groups`: #{name.to_s.inspect} must be #{wanted.join(" or ")}, not #{members.class}"]
      end
    end
  end

  # kplay could not be started, or ended with another exit code than 0, which Vagrant ends with too.
  class RunFailed < Vagrant::Errors::VagrantError
    attr_reader :status_code, :error_message

    def initialize(message, status_code)
      @error_message = message
      @status_code = status_code
      super()
    end
  end

  # How a machine is reached, asked while Vagrant still holds it. nil when it does not run.
  class Reach
    def self.of(machine)
      info = machine.ssh_info
      info && new(machine, info)
    end

    def initialize(machine, info)
      @machine = machine
      @info = info
    end

    # The variables of the inventory; values keep their types.
    def to_vars
      {
        "ansible_host" => @info[:host],
        "ansible_port" => @info[:port].to_i,
        "ansible_user" => @info[:username],
        "ansible_ssh_private_key_file" => keys.first,
        "ansible_ssh_common_args" => arguments.join(" "),
        "ansible_host_key_checking" => verifies? ? nil : false,
        "vagrant_provider" => @machine.provider_name.to_s,
      }.reject { |_, value| value.nil? || value == "" }
    end

    private

    def keys
      Array(@info[:private_key_path]).map(&:to_s)
    end

    def verifies?
      ![nil, false, :never, :accept_new_or_local_tunnel].include?(@info[:verify_host_key])
    end

    def arguments
      options = keys.drop(1).map { |path| "IdentityFile=#{path}" }
      options << "UserKnownHostsFile=/dev/null" unless verifies?
      options << "IdentitiesOnly=yes" if @info[:keys_only]
      options << "ForwardAgent=yes" if @info[:forward_agent]
      options << "ProxyCommand=#{@info[:proxy_command]}" if @info[:proxy_command]
      arguments = options.map { |option| "-o #{option.shellescape}" }
      arguments << "-F #{@info[:config].to_s.shellescape}" if @info[:config]
      arguments
    end
  end

  # The inventory of a run: the machines in the Vagrantfile's order, as JSON that any reader of
  # YAML inventories takes.
  class Inventory
    def initialize(env, config, reached)
      @env = env
      @config = config
      @reached = reached
    end

    # Writes the file, for its owner only, and gives its path. A run that reads it meanwhile sees
    # the old file or the new one, never a part.
    def write
      folder = @env.local_data_path.join("provisioners", "kplay")
      FileUtils.mkdir_p(folder)
      path = folder.join("inventory.json")
      fresh = folder.join("inventory.json.#{Process.pid}.#{Thread.current.object_id}")
      File.open(fresh, File::WRONLY | File::CREAT | File::EXCL, 0o600) { |file| file.write(JSON.pretty_generate(to_h)) }
      File.rename(fresh, path)
      path
    end

    def to_h
      hosts = machine_names.to_h { |name| [name, @reached.fetch(name).merge(vars_of(name))] }
      top = { "hosts" => hosts, "children" => children }
      all = @config.groups[:"all:vars"] || @config.groups["all:vars"]
      top["vars"] = all if all
      { "all" => top }
    end

    private

    def machine_names
      @env.machine_names.map(&:to_s).select { |name| @reached.key?(name) }
    end

    def vars_of(name)
      vars = @config.host_vars[name] || @config.host_vars[name.to_sym] || {}
      return vars.transform_keys(&:to_s) if vars.is_a?(Hash)

      Array(vars).flat_map(&:shellsplit).to_h { |word| word.split("=", 2) }
    end

    def children
      @config.groups.each_with_object({}) do |(key, value), groups|
        name, kind = key.to_s.split(/:(?=(?:children|vars)\z)/)
        next if name == "all"

        group = groups[name] ||= {}
        case kind
        when "vars" then group["vars"] = value
        when "children" then group["children"] = words_of(value).to_h { |child| [child, {}] }
        else group["hosts"] = members_of(value).to_h { |host| [host, {}] }
        end
      end
    end

    def words_of(value)
      value.is_a?(String) ? value.split : Array(value).map(&:to_s)
    end

    # `worker[1:3]` stands for three names. Machines that do not run are left out.
    def members_of(value)
      words_of(value).flat_map { |word| expand(word) }.select { |name| machine_names.include?(name) }
    end

    def expand(word)
      match = word.match(/\A(.*)\[(\w+):(\w+)\](.*)\z/)
      match ? (match[2]..match[3]).flat_map { |part| expand("#{match[1]}#{part}#{match[4]}") } : [word]
    end
  end

  # One run of kplay for some machines that have the same options.
  class Run
    def initialize(env, config, machines, reached)
      @env = env
      @config = config
      @machines = machines
      @reached = reached
    end

    # @raise RunFailed
    def call
      inventory = Inventory.new(@env, @config, @reached).write
      with_extra_vars do |vars|
        argv = [*program, @config.playbook, "-i", inventory.to_s, *arguments, *vars, *raw]
        finish(start(argv), argv)
      end
    end

    private

    # The terminal is kplay's while it runs: colors, prompts and progress work as without Vagrant.
    # kplay handles Ctrl-C itself, so Vagrant only waits for it.
    def start(argv)
      Vagrant::Util::Busy.busy(-> {}) do
        Vagrant::Util::Env.with_original_env do
          system(environment, *argv, chdir: @env.root_path.to_s)
        end
      end
    end

    def finish(ended, argv)
      return if ended
      raise RunFailed.new(not_found(argv.first), 127) if ended.nil?

      code = $?.exitstatus || 128 + $?.termsig
      raise RunFailed.new("kplay ended with exit code #{code}; its last lines above say why.", code)
    end

    def not_found(program)
      "kplay could not be started: there is no program #{program}.\n" \
        "Install it with `npm install --global kplay`, or set the provisioner's option `command`."
    end

    # kplay as the Vagrantfile names it, else the project's own, the one this file came with, or
    # the one on the PATH.
    def program
      return Array(@config.command) if @config.command

      near = [@env.root_path.join("node_modules/.bin/kplay").to_s, File.expand_path("../dist/program/kplay.js", __dir__)]
      [near.find { |path| File.executable?(path) } || "kplay"]
    end

    def environment
      wanted = {}
      wanted["ANSIBLE_CONFIG"] = File.expand_path(@config.config_file, @env.root_path) if @config.config_file
      wanted["ANSIBLE_NOCOLOR"] = "true" unless @env.ui.color?
      wanted
    end

    def arguments
      list = ->(value) { Array(value).join(",") }
      given = {
        # Plays on the controller itself belong to every run.
        "--limit" => list.(@config.limit || ["localhost", *@machines]),
        "--tags" => @config.tags && list.(@config.tags),
        "--skip-tags" => @config.skip_tags && list.(@config.skip_tags),
        "--start-at-task" => @config.start_at_task,
        "--become-user" => @config.become_user,
        "--vault-password-file" => @config.vault_password_file,
      }.compact.map { |flag, value| "#{flag}=#{value}" }
      extra = Array(@config.inventory).flat_map { |path| ["-i", path] }
      extra + given + flags
    end

    def flags
      flags = { "--become" => @config.become, "--ask-become-pass" => @config.ask_become_pass,
                "--ask-vault-pass" => @config.ask_vault_pass }
      words = flags.select { |_, set| set }.keys
      words << (@config.verbose == true ? "-v" : "-#{@config.verbose.to_s.delete_prefix("-")}") if @config.verbose
      words
    end

    def raw
      Array(@config.raw_arguments)
    end

    # A hash of variables travels in a file that only its owner can read: an argument is seen by
    # every user of the machine.
    def with_extra_vars
      vars = @config.extra_vars
      return yield([]) if vars.nil?
      return yield(["--extra-vars=#{vars.include?("=") ? vars : "@#{vars.delete_prefix("@")}"}"]) if vars.is_a?(String)

      Tempfile.create(["kplay-vars", ".json"]) do |file|
        file.write(JSON.generate(vars))
        file.close
        yield(["--extra-vars=@#{file.path}"])
      end
    end
  end

  # The machines that wait for the run at the end of the command, in the order they came.
  class Queue
    Entry = Struct.new(:env, :machine, :config, :reach)

    def initialize
      @entries = []
      @lock = Mutex.new
    end

    def add(entry)
      @lock.synchronize { @entries << entry }
    end

    def take
      @lock.synchronize { @entries.slice!(0..) }
    end
  end

  QUEUE = Queue.new

  # The provisioner of one machine.
  class Provisioner < Vagrant.plugin("2", :provisioner)
    def provision
      unless [nil, :ssh].include?(@machine.config.vm.communicator)
        @machine.ui.warn("kplay works over ssh; this machine has #{@machine.config.vm.communicator} and is passed over")
        return
      end
      reach = Reach.of(@machine)
      if config.scope == :machine
        KplayVagrant.run(@machine.env, config, { @machine.name.to_s => reach.to_vars })
      else
        QUEUE.add(Queue::Entry.new(@machine.env, @machine.name.to_s, config, reach.to_vars))
        @machine.ui.detail("kplay runs once for all machines, when the last of them is ready")
      end
    end
  end

  # Runs kplay for machines (name => variables); the others that are up are in the inventory too,
  # because templates look at them.
  def self.run(env, config, reached)
    env.ui.info("Running kplay for #{reached.keys.join(", ")}: #{config.playbook}")
    others = env.active_machines.reject { |name, _| reached.key?(name.to_s) }
    known = others.map { |name, provider| Thread.new { [name.to_s, reach_other(env, name, provider)] } }.map(&:value)
    Run.new(env, config, reached.keys, reached.merge(known.to_h.compact)).call
  end

  def self.reach_other(env, name, provider)
    Reach.of(env.machine(name, provider))&.to_vars
  rescue Vagrant::Errors::VagrantError
    nil # a machine of an old Vagrantfile, or one whose provider is gone
  end

  # Runs what the command has queued: one run per set of options, in the order of the Vagrantfile.
  def self.run_queue
    QUEUE.take.group_by { |entry| entry.config.to_key }.each_value do |entries|
      first = entries.first
      run(first.env, first.config, entries.to_h { |entry| [entry.machine, entry.reach] })
    end
  end

  # Comes after every command of Vagrant; the ones that provision nothing leave an empty queue.
  module AfterCommand
    def execute
      result = super
      KplayVagrant.run_queue if result.nil? || result.is_a?(Integer) && result.zero?
      result
    ensure
      QUEUE.take
    end
  end

  # What Vagrant knows this by.
  class Plugin < Vagrant.plugin("2")
    name "kplay"
    description "Provisions all machines with one run of kplay."
    config(:kplay, :provisioner) { Config }
    provisioner(:kplay) { Provisioner }
  end

  Vagrant::CLI.prepend(AfterCommand) unless Vagrant::CLI.include?(AfterCommand)
end
