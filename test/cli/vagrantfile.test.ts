/** What `kplay vagrant init` writes into a Vagrantfile. */
import { expect, test } from 'vitest';
import { addProvisioner } from '../../engine/cli/vagrant/vagrantfile.ts';

const plain = `# comment

Vagrant.configure("2") do |cfg|
  cfg.vm.box = "base"
  cfg.vm.provision "shell", inline: <<-S
    if true; then x; fi
  S
end
`;

const done = `# comment

require_relative "vagrant/kplay"

Vagrant.configure("2") do |cfg|
  cfg.vm.box = "base"
  cfg.vm.provision "shell", inline: <<-S
    if true; then x; fi
  S

  cfg.vm.provision :kplay do |kplay|
    kplay.playbook = "site.yml"
  end
end
`;

test('adds what loads it and what uses it', () => {
  expect(addProvisioner(plain, 'site.yml')).toBe(done);
});

test('adds nothing twice', () => {
  expect(addProvisioner(done, 'site.yml')).toBe(done);
  const named = done.replace('provision :kplay do', 'provision "nodes", type: :kplay do');
  expect(addProvisioner(named, 'site.yml')).toBe(named);
});

test('adds the other half', () => {
  const loaded = plain.replace('# comment', 'require_relative "vagrant/kplay"');
  expect(addProvisioner(loaded, 'site.yml')).toContain('cfg.vm.provision :kplay do');
  expect(addProvisioner(loaded, 'site.yml')?.match(/require_relative/g)).toHaveLength(1);
});

test('keeps the depth of a block that is not at the left', () => {
  const text = 'if true\n  Vagrant.configure(2) do |c|\n    c.x do\n    end\n  end\nend\n';
  expect(addProvisioner(text, 's.yml')).toContain(
    '    end\n\n    c.vm.provision :kplay do |kplay|\n      kplay.playbook = "s.yml"\n    end\n  end\nend\n',
  );
});

test('a file without the block is refused', () => {
  expect(addProvisioner('puts 1\n', 'site.yml')).toBeUndefined();
});
