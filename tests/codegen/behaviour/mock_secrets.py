# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# A Secret service on the session bus, with what a test needs: prompts that end in each way, errors, a fresh start.
#
# It says "ready" when it has its name, and ends with its standard input. The interface org.smartasync.Mock forgets all
# that was done (Reset), tells what is there (Describe), and signals each prompt that is shown (Prompted).

import sys

from gi.repository import Gio, GLib

ROOT = '/org/freedesktop/secrets'
NAME = 'org.freedesktop.secrets'
PREFIX = 'org.freedesktop.Secret.'
NOTHING = '/'
TIME = 1700000000
DELETED = GLib.Variant('s', '')

XML = """
<node>
  <interface name="org.freedesktop.Secret.Service">
    <method name="OpenSession">
      <arg type="s" direction="in"/><arg type="v" direction="in"/>
      <arg type="v" direction="out"/><arg type="o" direction="out"/>
    </method>
    <method name="CreateCollection">
      <arg type="a{sv}" direction="in"/><arg type="s" direction="in"/>
      <arg type="o" direction="out"/><arg type="o" direction="out"/>
    </method>
    <method name="SearchItems">
      <arg type="a{ss}" direction="in"/>
      <arg type="ao" direction="out"/><arg type="ao" direction="out"/>
    </method>
    <method name="Unlock">
      <arg type="ao" direction="in"/><arg type="ao" direction="out"/><arg type="o" direction="out"/>
    </method>
    <method name="Lock">
      <arg type="ao" direction="in"/><arg type="ao" direction="out"/><arg type="o" direction="out"/>
    </method>
    <method name="GetSecrets">
      <arg type="ao" direction="in"/><arg type="o" direction="in"/><arg type="a{o(oayays)}" direction="out"/>
    </method>
    <method name="ReadAlias"><arg type="s" direction="in"/><arg type="o" direction="out"/></method>
    <method name="SetAlias"><arg type="s" direction="in"/><arg type="o" direction="in"/></method>
    <signal name="CollectionCreated"><arg type="o"/></signal>
    <signal name="CollectionDeleted"><arg type="o"/></signal>
    <signal name="CollectionChanged"><arg type="o"/></signal>
    <property name="Collections" type="ao" access="read"/>
  </interface>
  <interface name="org.freedesktop.Secret.Collection">
    <method name="Delete"><arg type="o" direction="out"/></method>
    <method name="SearchItems"><arg type="a{ss}" direction="in"/><arg type="ao" direction="out"/></method>
    <method name="CreateItem">
      <arg type="a{sv}" direction="in"/><arg type="(oayays)" direction="in"/><arg type="b" direction="in"/>
      <arg type="o" direction="out"/><arg type="o" direction="out"/>
    </method>
    <signal name="ItemCreated"><arg type="o"/></signal>
    <signal name="ItemDeleted"><arg type="o"/></signal>
    <signal name="ItemChanged"><arg type="o"/></signal>
    <property name="Items" type="ao" access="read"/>
    <property name="Label" type="s" access="readwrite"/>
    <property name="Locked" type="b" access="read"/>
    <property name="Created" type="t" access="read"/>
    <property name="Modified" type="t" access="read"/>
  </interface>
  <interface name="org.freedesktop.Secret.Item">
    <method name="Delete"><arg type="o" direction="out"/></method>
    <method name="GetSecret"><arg type="o" direction="in"/><arg type="(oayays)" direction="out"/></method>
    <method name="SetSecret"><arg type="(oayays)" direction="in"/></method>
    <property name="Locked" type="b" access="read"/>
    <property name="Attributes" type="a{ss}" access="readwrite"/>
    <property name="Label" type="s" access="readwrite"/>
    <property name="Created" type="t" access="read"/>
    <property name="Modified" type="t" access="read"/>
  </interface>
  <interface name="org.freedesktop.Secret.Session"><method name="Close"/></interface>
  <interface name="org.freedesktop.Secret.Prompt">
    <method name="Prompt"><arg type="s" direction="in"/></method>
    <method name="Dismiss"/>
    <signal name="Completed"><arg type="b"/><arg type="v"/></signal>
  </interface>
  <interface name="org.smartasync.Mock">
    <method name="Reset"/>
    <method name="Describe"><arg type="s" direction="out"/></method>
    <signal name="Prompted"><arg type="o"/></signal>
  </interface>
</node>
"""

INTERFACES = Gio.DBusNodeInfo.new_for_xml(XML)


class Failure(Exception):
    """A method's error: a name and a message."""


def no_such_object(path):
    return Failure(PREFIX + 'Error.NoSuchObject', f'there is no {path}')


def is_locked(path):
    return Failure(PREFIX + 'Error.IsLocked', f'{path} is locked')


class Node:
    """An object on the bus: a D-Bus method is a Python method of that name, a property likewise."""
    interface = None

    def __init__(self, service, path):
        self.service = service
        self.path = path
        self.registrations = {}
        self.show(path)

    def show(self, path):
        info = INTERFACES.lookup_interface(self.interface)
        self.registrations[path] = self.service.bus.register_object(path, info, self.call, self.get, self.set)

    def hide(self, path):
        self.service.bus.unregister_object(self.registrations.pop(path))

    def hide_all(self):
        for path in list(self.registrations):
            self.hide(path)

    def call(self, _bus, _sender, _path, interface, method, arguments, invocation):
        outs = INTERFACES.lookup_interface(interface).lookup_method(method).out_args
        signature = f'({"".join(out.signature for out in outs)})'
        try:
            results = getattr(self, method)(*arguments.unpack())
        except Failure as failure:
            invocation.return_dbus_error(*failure.args)
            return
        invocation.return_value(GLib.Variant(signature, results or ()))

    def get(self, _bus, _sender, _path, interface, name):
        signature = INTERFACES.lookup_interface(interface).lookup_property(name).signature
        return GLib.Variant(signature, getattr(self, name)())

    def set(self, _bus, _sender, _path, interface, name, value):
        if value.unpack() == 'refused':
            return False
        getattr(self, 'set_' + name)(value.unpack())
        changed = GLib.Variant('(sa{sv}as)', (interface, {name: value}, []))
        self.service.bus.emit_signal(None, self.path, 'org.freedesktop.DBus.Properties', 'PropertiesChanged', changed)
        return True

    def emit(self, signal, signature, *values):
        self.service.bus.emit_signal(None, self.path, self.interface, signal, GLib.Variant(signature, values))


class Session(Node):
    interface = PREFIX + 'Session'

    def Close(self):
        self.hide_all()


class Prompt(Node):
    """What is done when it is answered; `answer` is 'yes', 'no' (dismissed), or None: there is no answer.

    `nothing` is the result when it is dismissed: libsecret insists on its type."""
    interface = PREFIX + 'Prompt'

    def __init__(self, service, answer, nothing, action):
        super().__init__(service, service.make_path('prompt'))
        self.answer = answer
        self.nothing = nothing
        self.action = action

    def complete(self, is_dismissed):
        result = self.nothing if is_dismissed else self.action()
        self.emit('Completed', '(bv)', is_dismissed, result)

    def Prompt(self, window):
        if window == 'wrong':
            raise Failure('org.freedesktop.DBus.Error.InvalidArgs', 'no such window')
        self.service.mock.emit('Prompted', '(o)', self.path)
        if self.answer is not None:
            GLib.idle_add(self.complete, self.answer == 'no')

    def Dismiss(self):
        self.complete(True)


class Item(Node):
    interface = PREFIX + 'Item'

    def __init__(self, collection, path, label, attributes, secret, kind='text/plain'):
        super().__init__(collection.service, path)
        self.collection = collection
        self.label = label
        self.attributes = attributes
        self.secret = secret
        self.kind = kind

    def describe(self):
        attributes = ', '.join(f'{key}={value}' for key, value in sorted(self.attributes.items()))
        return f'  {self.path} "{self.label}" ({attributes}) {bytes(self.secret)!r} {self.kind}'

    def matches(self, attributes):
        return attributes.items() <= self.attributes.items()

    def Delete(self):
        if self.collection.locked:
            raise is_locked(self.path)
        if self.label == 'asks':
            return (self.service.ask('yes', DELETED, self.remove),)
        self.remove()
        return (NOTHING,)

    def remove(self):
        self.collection.remove(self)
        return DELETED

    def GetSecret(self, session):
        if self.collection.locked:
            raise is_locked(self.path)
        if self.label == 'broken':
            raise Failure('org.smartasync.Broken', 'the secret is lost')
        return ((session, b'', self.secret, self.kind),)

    def SetSecret(self, secret):
        if self.collection.locked:
            raise is_locked(self.path)
        _session, _parameters, self.secret, self.kind = secret

    def Locked(self):
        return self.collection.locked

    def Attributes(self):
        return self.attributes

    def set_Attributes(self, attributes):
        self.attributes = attributes

    def Label(self):
        return self.label

    def set_Label(self, label):
        self.label = label

    def Created(self):
        return TIME

    Modified = Created


class Collection(Node):
    """`answer` is that of the prompt which unlocks it; with 'at once' there is none."""
    interface = PREFIX + 'Collection'

    def __init__(self, service, name, label, locked=False, answer='at once'):
        super().__init__(service, f'{ROOT}/collection/{name}')
        self.items = {}
        self.label = label
        self.locked = locked
        self.answer = answer

    def describe(self):
        state = 'locked' if self.locked else 'unlocked'
        return '\n'.join([f'{self.path} "{self.label}" {state}', *(item.describe() for item in self.items.values())])

    def add(self, label, attributes, secret, kind='text/plain'):
        path = f'{self.path}/{len(self.items) + 1}'
        self.items[path] = Item(self, path, label, attributes, secret, kind)
        self.emit('ItemCreated', '(o)', path)
        return self.items[path]

    def remove(self, item):
        del self.items[item.path]
        item.hide_all()
        self.emit('ItemDeleted', '(o)', item.path)

    def search(self, attributes):
        return [path for path, item in self.items.items() if item.matches(attributes)]

    def set_locked(self, locked):
        self.locked = locked
        changed = GLib.Variant('(sa{sv}as)', (self.interface, {'Locked': GLib.Variant('b', locked)}, []))
        self.service.bus.emit_signal(None, self.path, 'org.freedesktop.DBus.Properties', 'PropertiesChanged', changed)

    def Delete(self):
        if self.label == 'asks':
            return (self.service.ask('yes', DELETED, self.delete),)
        self.delete()
        return (NOTHING,)

    def delete(self):
        self.service.remove(self)
        return DELETED

    def SearchItems(self, attributes):
        return (self.search(attributes),)

    def CreateItem(self, properties, secret, replace):
        if self.locked:
            raise is_locked(self.path)
        label = properties.get(PREFIX + 'Item.Label', '')
        attributes = properties.get(PREFIX + 'Item.Attributes', {})
        found = self.search(attributes) if replace else []
        item = self.items[found[0]] if found else self.add(label, attributes, b'')
        item.label = label
        item.SetSecret(secret)
        return (item.path, NOTHING)

    def Items(self):
        return list(self.items)

    def Label(self):
        return self.label

    def set_Label(self, label):
        self.label = label

    def Locked(self):
        return self.locked

    def Created(self):
        return TIME

    Modified = Created


class Mock(Node):
    interface = 'org.smartasync.Mock'

    def Reset(self):
        self.service.begin()

    def Describe(self):
        return (self.service.describe(),)


class Service(Node):
    interface = PREFIX + 'Service'

    def __init__(self, bus):
        self.bus = bus
        self.collections = {}
        self.aliases = {}
        self.others = []
        super().__init__(self, ROOT)
        self.mock = Mock(self, '/org/smartasync/mock')

    ## What there is

    def begin(self):
        for collection in list(self.collections.values()):
            self.remove(collection)
        for node in self.others:
            node.hide_all()
        self.others = []
        self.number = 0
        self.add_standard_collections()

    def add_standard_collections(self):
        login = self.add('login', 'Login')
        login.add('first', {'name': 'first', 'kind': 'mail', 'xdg:schema': 'org.smartasync.Test'}, b'one')
        login.add('second', {'name': 'second', 'kind': 'mail', 'xdg:schema': 'org.smartasync.Test'}, b'two')
        login.add('broken', {'name': 'broken', 'xdg:schema': 'org.smartasync.Test'}, b'')
        login.add('asks', {'name': 'asks', 'xdg:schema': 'org.smartasync.Test'}, b'three')
        for name, answer in (('vault', 'yes'), ('safe', 'no'), ('stuck', None), ('drawer', 'at once')):
            collection = self.add(name, name.capitalize(), locked=True, answer=answer)
            collection.add(name, {'name': name, 'xdg:schema': 'org.smartasync.Test'}, b'four')
        self.set_alias('default', login)

    def add(self, name, label, **more):
        collection = Collection(self, name, label, **more)
        self.collections[collection.path] = collection
        self.emit('CollectionCreated', '(o)', collection.path)
        return collection

    def remove(self, collection):
        for item in list(collection.items.values()):
            collection.remove(item)
        del self.collections[collection.path]
        self.aliases = {alias: other for alias, other in self.aliases.items() if other is not collection}
        collection.hide_all()
        self.emit('CollectionDeleted', '(o)', collection.path)

    def describe(self):
        aliases = [f'{alias}: {collection.path}' for alias, collection in sorted(self.aliases.items())]
        return '\n'.join([*(collection.describe() for collection in self.collections.values()), *aliases, ''])

    def find_collection(self, path):
        for collection in self.collections.values():
            if path in collection.registrations or path in collection.items:
                return collection
        raise no_such_object(path)

    def find_item(self, path):
        item = self.find_collection(path).items.get(path)
        if item is None:
            raise no_such_object(path)
        return item

    def make_path(self, kind):
        self.number += 1
        return f'{ROOT}/{kind}/{kind[0]}{self.number}'

    def ask(self, answer, nothing, action):
        prompt = Prompt(self, answer, nothing, action)
        self.others.append(prompt)
        return prompt.path

    def set_alias(self, alias, collection):
        path = f'{ROOT}/aliases/{alias}'
        if alias in self.aliases:
            self.aliases.pop(alias).hide(path)
        if collection is not None:
            self.aliases[alias] = collection
            collection.show(path)

    ## What is called

    def OpenSession(self, algorithm, _parameters):
        if algorithm != 'plain':
            raise Failure('org.freedesktop.DBus.Error.NotSupported', f'no {algorithm} here')
        session = Session(self, self.make_path('session'))
        self.others.append(session)
        return (GLib.Variant('s', ''), session.path)

    def CreateCollection(self, properties, alias):
        label = properties.get(PREFIX + 'Collection.Label', '')

        def create():
            self.number += 1
            collection = self.add(f'c{self.number}', label)
            if alias:
                self.set_alias(alias, collection)
            return GLib.Variant('o', collection.path)

        if label == 'full':
            raise Failure('org.smartasync.Full', 'there is no room for a collection')
        if label in ('asks', 'dismissed'):
            return (NOTHING, self.ask('yes' if label == 'asks' else 'no', GLib.Variant('o', NOTHING), create))
        return (create().get_string(), NOTHING)

    def SearchItems(self, attributes):
        found = {False: [], True: []}
        for collection in self.collections.values():
            found[collection.locked] += collection.search(attributes)
        return (found[False], found[True])

    def Unlock(self, paths):
        return self.change(paths, False)

    def Lock(self, paths):
        return self.change(paths, True)

    def change(self, paths, locked):
        """Locks never ask. At most one of the collections may ask when it is unlocked."""
        done = []
        prompt = NOTHING
        for path in paths:
            collection = self.find_collection(path)
            if locked or collection.answer == 'at once' or not collection.locked:
                collection.set_locked(locked)
                done.append(path)
            else:
                prompt = self.ask(collection.answer, GLib.Variant('ao', []),
                                  lambda c=collection, p=path: self.unlock(c, p))
        return (done, prompt)

    def unlock(self, collection, path):
        collection.set_locked(False)
        return GLib.Variant('ao', [path])

    def GetSecrets(self, paths, session):
        items = [self.find_item(path) for path in paths]
        return ({item.path: item.GetSecret(session)[0] for item in items if not item.collection.locked},)

    def ReadAlias(self, alias):
        return (self.aliases[alias].path if alias in self.aliases else NOTHING,)

    def SetAlias(self, alias, path):
        self.set_alias(alias, self.find_collection(path) if path != NOTHING else None)

    def Collections(self):
        return list(self.collections)


def main():
    loop = GLib.MainLoop()
    bus = Gio.bus_get_sync(Gio.BusType.SESSION)
    Service(bus).begin()
    Gio.bus_own_name_on_connection(bus, NAME, Gio.BusNameOwnerFlags.NONE,
                                   lambda *_: print('ready', flush=True), lambda *_: loop.quit())
    GLib.io_add_watch(sys.stdin, GLib.PRIORITY_DEFAULT, GLib.IOCondition.HUP, lambda *_: loop.quit())
    loop.run()


if __name__ == '__main__':
    main()
