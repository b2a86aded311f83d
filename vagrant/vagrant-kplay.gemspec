# frozen_string_literal: true

# The same provisioner as a gem: `gem build vagrant/vagrant-kplay.gemspec` in the folder above.
Gem::Specification.new do |spec|
  spec.name = "vagrant-kplay"
  spec.version = File.read(File.expand_path("../package.json", __dir__))[/"version": "([^"]+)"/, 1]
  spec.summary = "Provisions Vagrant machines with kplay"
  spec.description = "One run of kplay for all machines of a Vagrantfile, without Ansible and without Python."
  spec.authors = ["The kplay authors"]
  spec.license = "MIT"
  spec.required_ruby_version = ">= 2.7"
  # `require "vagrant-kplay"` finds nothing, and Vagrant then tries `vagrant/kplay`.
  spec.files = ["vagrant/kplay.rb", "LICENSE"]
  spec.require_paths = ["."]
end
