# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What is known of single functions, and why it is so: all else is an error. No version of a library is meant: what is
# not there, or is no longer so, is not missed.

from fnmatch import fnmatchcase

VARARGS = 'variable arguments, which only a compiler can pass on'
NO_TWIN = 'another function by chance: it returns at once'

# Async functions for which no twin can be made: the reason that the generator gives, and what is behind it.
REFUSED = [
    ('g_async_initable_new*_async', 'finish-needs-argument', 'the finish function takes an object of the result'),
    ('g_async_initable_new_valist_async', 'varargs', VARARGS),
    ('g_file_load_partial_contents_async', 'callback-without-data', 'two callbacks share their data'),
    ('secret_backend_get', 'configured', 'no header that can be included declares it'),
    ('gcr_import_interaction_supplement_async', 'configured', 'no header that can be included declares it'),
    ('soup_session_connect_async', 'callback-without-data', 'two callbacks share their data'),
    ('gck_object_get_data_async', 'callback-without-data', 'an allocator, which takes no data'),
    ('tp_simple_async_report_success_in_idle', 'no-finish-function', 'it starts nothing'),
    ('dex_*', 'has-callback', 'tells of progress, or decides when enough was read'),
    ('dex_*', 'caller-memory', 'reads or fills a buffer of the caller'),
    ('dex_state_machine_*', 'unknown-value', 'an enumeration of the caller'),
    ('foundry_*', 'caller-memory', 'takes an array, or values that it may change'),
    ('e_soup_session_send_message', 'takes-ownership', 'how to release what was prepared is not said'),
]

# Hand-written twins with other C types than generated ones have with configuration: what differs, and why.
TYPES = [
    ('secret_prompt_perform_sync', 'another order', 'the type of the result stands behind the cancellable'),
    ('secret_service_prompt*_sync', 'another order', 'the type of the result stands behind the cancellable'),
    ('secret_password_*_sync', 'variable arguments', VARARGS),
    ('fwupd_client_activate', 'another order', 'the cancellable stands first'),
    ('fwupd_client_get_*ed_firmware', 'returns char**', 'strings in an array, and not in a GPtrArray'),
    ('fwupd_client_set_*ed_firmware', 'has char**', 'strings in an array, and not in a GPtrArray'),
    ('tracker_sparql_connection_close', 'returns void', 'an error is not reported'),
    ('gcr_import_interaction_supplement', 'refused', 'no header that can be included declares it'),
    ('gck_enumerator_next', 'returns GckObject*', 'one object; the async function gets a list of them'),
    ('gck_object_get', 'variable arguments', VARARGS),
    ('gck_object_get_data', 'refused', 'an allocator, which takes no data'),
    ('gck_session_*', 'has gulong for GckMechanism*', 'a mechanism without parameters'),
    ('nm_device_set_managed', 'returns void', NO_TWIN),
    ('tp_connection_upgrade_contacts', 'returns void', NO_TWIN),
    ('tp_handle_ensure', 'has nothing', NO_TWIN),
    ('tp_list_connection_managers', 'returns void', NO_TWIN),
    ('e_soup_session_send_message_sync', 'refused', 'how to release what was prepared is not said'),
    ('gdk_pixbuf_save_to_stream', 'variable arguments', VARARGS),
    ('foundry_directory_reaper_execute_sync', 'refused', 'the function that returns a future has the same twin'),
]

# Likewise without configuration, where neither the order matters nor whether there is a cancellable.
TYPES_WITHOUT_CONFIGURATION = [
    ('pk_package_sack_*', 'has nothing for PkProgressCallback', 'progress that the async function alone tells of'),
    ('gdata_freebase_service_query', 'returns GDataFreebaseResult*', 'a parent has a finish function of that name'),
]

# Hand-written twins whose C types are equal, and that say something else of one of them.
ANNOTATIONS = [
    ('g_app_info_get_default_for_*', 'return: nullable', 'if there is none, the finish function has an error'),
    ('g_dbus_object_manager_client_new_sync', 'name: nullable', 'the async function does not say so'),
    ('g_tls_database_lookup_certificate_for_handle', 'return: nullable', 'the finish function does not say so'),
    ('nm_client_load_connections', 'failures: type', 'a string there, an array of strings in the finish function'),
    ('fwupd_client_get_devices_by_guid', 'return: type', 'the finish function names another element type'),
    ('fwupd_client_get_plugins', 'return: type', 'the finish function names another element type'),
    ('fwupd_client_modify_bios_setting', 'settings: transfer', 'a mistake, which the configuration corrects'),
    ('ostree_repo_write_content', 'out_csum: ', 'the finish function does not say so'),
    ('cd_client_get_*_sync', 'return: transfer', 'the finish function says otherwise'),
    ('gck_module_initialize', 'return: nullable', 'the finish function says otherwise'),
    ('gck_session_set_pin', 'old_pin: array', 'the async function names the length of the other array'),
    ('gly_creator_create', 'return: nullable', 'the finish function does not say so'),
    ('mm_modem_3gpp_profile_manager_*_sync', '*: type*3gppProfile', 'a type whose name begins with a digit'),
    ('mm_modem_voice_call_waiting_query_sync', 'status: direction', 'an out parameter that is not annotated'),
]


def explain(table, name, difference):
    """Why the function differs in this way; None when nobody knows."""
    for pattern, start, reason in table:
        if fnmatchcase(name, pattern) and fnmatchcase(difference, f'{start}*'):
            return reason
    return None


def unknown(table, differences):
    """Those for which there is no reason."""
    return [f'{name}: {difference}' for name, difference in differences if explain(table, name, difference) is None]
