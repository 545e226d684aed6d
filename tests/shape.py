#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Check the shape of include/: which header may include which, and that each compiles alone, and
with all others.

Usage: shape.py SOURCE_DIR [--together | --public] COMPILER...

ALLOWED is the architecture, from the bottom to the top: a header may name only headers above its
own line, and of the standard library only what stands there.  A new header or a new arrow is a
change to this table, seen in review.  FORBIDDEN never reaches whoever includes zerometer.hpp.
A program that uses all of it compiles in the same ways, since warnings wait in templates until they
are used.  What a header lacks when it is alone depends on the standard library: with --together,
for a second compiler that has the same one, none is compiled alone; with --public, for a second
library, those alone that a user includes.  Every header has a unit test of its name, or stands in
ELSEWHERE.
Before the real tree, trees with an offence each are checked.
"""
import concurrent.futures
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ALLOWED = {
    'version': '',
    'list': 'version <cstddef>',
    'fixed_string': 'version <cstddef> <string_view>',
    'detail/text': 'version <array> <cstddef> <cstring> <string_view> <utility>',
    'detail/order': 'version <array> <cstddef> <string_view>',
    'detail/utf8': 'version <cstddef> <string_view>',
    'detail/integer': 'version <array> <bit> <cstddef> <cstdint> <cstring>',
    'detail/decimal_integers': 'version <array> <cstddef> <cstdint>',
    'detail/decimal': 'detail/decimal_integers <array> <bit> <cstddef> <cstdint> <string_view>',
    'detail/bits': 'version <bit> <cstdint>',
    'detail/buckets': '<array> <cstddef> <cstdint> <type_traits>',
    'bounds': 'detail/bits detail/buckets <array> <concepts> <cstddef> <cstdint> <limits> '
              '<type_traits>',
    'detail/domain': 'bounds detail/bits <cstddef> <cstdint> <type_traits>',
    'detail/double': 'detail/bits detail/decimal detail/integer <bit> <charconv> <cstddef> '
                     '<cstdint> <cstring>',
    'detail/cell': 'version <bit> <cstddef> <cstdint>',
    'detail/enumerators': '<cstddef> <limits> <string_view> <type_traits>',
    'detail/report': 'version <string_view>',
    'unit': 'detail/text <array> <cstddef> <string_view>',
    'names': 'detail/text unit <array> <cstddef> <string_view>',
    'options': 'fixed_string list names <cstddef> <string_view> <type_traits>',
    'detail/fold': '<array> <cstddef>',
    'label': 'detail/enumerators detail/fold detail/order detail/utf8 fixed_string names <array> '
             '<cstddef> <string_view> <type_traits> <utility>',
    'integers': 'detail/fold label <array> <concepts> <cstddef> <cstdint> <string_view> '
                '<type_traits> <utility>',
    'text_label': 'version <concepts> <cstddef> <string_view> <type_traits>',
    'integer_label': 'integers text_label <array> <cstddef> <cstdint> <string_view> <utility>',
    'label_set': 'label list names text_label <array> <bit> <cstddef> <cstdint> <string_view> '
                 '<type_traits> <utility>',
    'detail/claim_bitmap': 'version <bit> <cstddef> <cstdint>',
    'detail/hash_seed': 'version <cstdint> <cstring> <sys/auxv.h>',
    'detail/text_key': 'detail/hash_seed <array> <bit> <cstddef> <cstdint> <cstring> '
                       '<string_view> <utility>',
    'detail/series_table': 'detail/claim_bitmap detail/text detail/text_key <array> <bit> '
                           '<cstddef> <cstdint> <cstring> <string_view> <utility>',
    'detail/clean_text': 'detail/utf8 <array> <cstddef> <cstring> <string_view>',
    'detail/open_labels': 'detail/clean_text detail/report detail/series_table detail/text_key '
                          'fixed_string label label_set list text_label <array> <cstddef> '
                          '<cstdint> <string_view> <type_traits>',
    'detail/collisions': 'detail/order names <array> <cstddef> <cstdint> <string_view>',
    'detail/layout': 'detail/collisions detail/fold detail/order list names <array> <cstddef> '
                     '<cstdint> <string_view> <type_traits>',
    'detail/common_cells': 'detail/bits detail/cell detail/layout <cstddef> <cstdint>',
    'detail/drop_flag': 'version',
    'detail/thread': 'options <pthread.h>',
    'detail/note': 'version',
    'detail/row_sums': 'version <cstddef> <utility>',
    'detail/storage': 'detail/bits detail/cell detail/claim_bitmap detail/layout detail/note '
                      'detail/report detail/row_sums detail/thread options <cstddef> <cstdint>',
    'descriptor': 'detail/common_cells detail/drop_flag detail/layout detail/report '
                  'detail/storage fixed_string label_set list names text_label <cstddef> '
                  '<string_view> <type_traits>',
    'counter': 'descriptor detail/report <concepts> <cstddef> <cstdint> <type_traits>',
    'gauge': 'descriptor detail/bits detail/report <cstddef>',
    'detail/whole': 'descriptor <concepts> <cstdint>',
    'histogram_value': 'version <cstddef> <cstdint>',
    'histogram': 'descriptor detail/bits detail/buckets detail/report detail/whole '
                 'histogram_value <cstddef> <cstdint> <type_traits>',
    'info': 'descriptor',
    'double_counter': 'descriptor detail/bits detail/report <cstddef> <cstdint>',
    'up_down_counter': 'descriptor detail/report <concepts> <cstddef> <cstdint>',
    'observer': 'descriptor detail/bits detail/layout detail/report list names <bit> <cstddef> '
                '<cstdint> <type_traits>',
    'observable': 'descriptor list names observer <bit> <cstddef> <cstdint> <type_traits> '
                  '<utility>',
    'detail/binding_places': 'detail/drop_flag detail/fold list observable observer options '
                             '<array> <cstddef> <cstdint> <time.h>',
    'binding': 'descriptor detail/binding_places observable observer <bit> <cstddef> <cstdint> '
               '<type_traits> <utility>',
    'meter': 'bounds counter detail/domain detail/open_labels double_counter fixed_string gauge '
             'histogram info integers label_set list names observable options up_down_counter '
             '<cstddef> <cstdint> <string_view> <type_traits>',
    'self': 'detail/report label list meter options text_label <string_view>',
    'resource': 'detail/integer detail/utf8 <array> <bit> <concepts> <cstddef> <cstdint> '
                '<string_view>',
    'detail/snapshot_layout': 'detail/fold detail/layout list <array> <cstddef> <type_traits>',
    'detail/ticks': '<cstdint> <cpuid.h>',
    'clock': 'detail/ticks <concepts> <cstdint> <time.h>',
    'timer': 'clock descriptor detail/drop_flag list names <cstdint> <utility>',
    'detail/epoch': 'version <cstdint> <ctime>',
    'exposition': 'detail/binding_places detail/common_cells detail/drop_flag detail/epoch '
                  'detail/fold detail/layout detail/storage list self <array> <cstddef> '
                  '<type_traits>',
    'detail/snapshot_cells': 'detail/layout detail/snapshot_layout observable <array> <cstddef> '
                             '<cstdint>',
    'detail/snapshot_reading': 'detail/binding_places detail/common_cells detail/drop_flag '
                               'detail/fold detail/layout detail/snapshot_cells '
                               'detail/snapshot_layout detail/storage list observable self '
                               '<array> <cstddef> <cstdint>',
    'detail/snapshot_holding': 'descriptor detail/layout detail/snapshot_cells list observable '
                               '<array> <cstddef> <cstdint>',
    'snapshot': 'descriptor detail/binding_places detail/snapshot_cells detail/snapshot_holding '
                'detail/snapshot_reading exposition <cstddef>',
    'zerometer': 'binding bounds counter descriptor double_counter exposition fixed_string gauge '
                 'histogram info integer_label integers label label_set list meter names '
                 'observable observer options resource self snapshot text_label unit '
                 'up_down_counter version',
    'detail/collection_timer': 'detail/snapshot_layout exposition self timer <type_traits>',
    'text_format': 'version <array> <cstddef> <string_view>',
    'detail/header_list': 'version <cstddef> <string_view>',
    'negotiation': 'detail/header_list text_format <cstddef> <string_view>',
    'detail/process_stat': 'version <cstddef> <cstdint> <string_view>',
    'detail/start_time': 'detail/epoch detail/process_stat version <array> <cstddef> <cstdint> '
                         '<string_view> <fcntl.h> <unistd.h>',
    'detail/open_files': 'version <array> <cstddef> <cstdint> <cstring> <string_view> <fcntl.h> '
                         '<sys/syscall.h> <unistd.h>',
    'process': 'detail/open_files detail/start_time list meter observer options self <cstdint> '
               '<sys/resource.h> <unistd.h>',
    'detail/prometheus_escape': 'detail/text detail/utf8 names <cstddef> <cstring> <string_view>',
    'detail/prometheus_fragments': 'detail/decimal detail/prometheus_escape detail/text '
                                   'fixed_string names text_format <array> <cstddef> <cstring> '
                                   '<string_view> <utility>',
    'detail/families': 'detail/collisions detail/order detail/prometheus_fragments list names '
                       'text_format <array> <cstddef> <string_view>',
    'detail/fragment_table': 'detail/text <array> <cstddef> <cstdint>',
    'detail/label_text': 'detail/fragment_table detail/order detail/prometheus_escape detail/text '
                         'label_set list names text_label <array> <cstddef> <cstdint> <cstring> '
                         '<string_view> <utility>',
    'detail/text_budget': 'version <cstddef>',
    'detail/target_info': 'detail/double detail/order detail/prometheus_escape detail/text '
                          'label_set resource text_format <array> <bit> <cstddef> <cstdint> '
                          '<string_view>',
    'detail/sample_value': 'detail/bits detail/double detail/integer detail/text <array> '
                           '<cstddef> <cstdint> <cstring> <string_view>',
    'detail/page_style': 'names text_format',
    'detail/prometheus_lines': 'detail/fold detail/integer detail/label_text detail/page_style '
                               'detail/prometheus_fragments detail/sample_value detail/text '
                               'detail/text_budget names snapshot text_format <array> <cstddef> '
                               '<cstdint> <type_traits>',
    'detail/page_lines': 'detail/families detail/fold detail/page_style '
                         'detail/prometheus_fragments detail/prometheus_lines '
                         'detail/sample_value detail/text list names snapshot text_format '
                         '<array> <cstddef> <cstdint> <string_view> <type_traits>',
    'detail/page_stream': 'detail/collection_timer detail/epoch detail/families '
                          'detail/page_lines detail/page_style detail/start_time '
                          'detail/target_info detail/text resource self snapshot <array> '
                          '<cstddef> <cstdint> <cstring> <new> <span> <string_view>',
    'prometheus': 'detail/page_stream detail/page_style exposition resource text_format <array> '
                  '<cstddef> <span> <string_view>',
    'scrape_cost': 'clock prometheus <array> <cstddef> <cstdint> <span> <string_view>',
    'openmetrics': 'detail/page_stream detail/page_style exposition resource text_format <array> '
                   '<cstddef> <span> <string_view>',
    'text_stream': 'openmetrics prometheus resource snapshot text_format <cstddef> <new> <span> '
                   '<type_traits>',
    'metric_description': 'names <cstddef> <span> <string_view>',
    'catalogue': 'detail/binding_places detail/families detail/label_text detail/open_labels '
                 'detail/page_style detail/prometheus_lines exposition integer_label list '
                 'metric_description names text_format text_label <array> <cstddef> '
                 '<cstdint> <string_view> <type_traits>',
    'detail/series_text': 'detail/bits detail/double detail/integer detail/prometheus_escape '
                          'detail/text label_set list <array> <cstddef> <cstdint> <string_view> '
                          '<utility>',
    'detail/symbols': 'version <cstddef> <cstring> <string_view> <fcntl.h> <link.h> <sys/mman.h> '
                      '<sys/stat.h> <unistd.h>',
    'detail/meter_search': 'detail/binding_places detail/common_cells detail/layout '
                           'detail/storage detail/symbols detail/text list self <array> '
                           '<cstddef> <cstdint> <cstdlib> <string_view> <cxxabi.h>',
    'dump': 'prometheus resource snapshot <array> <cerrno> <cstddef> <new> <span> <unistd.h>',
    'testing': 'detail/bits detail/fold detail/meter_search detail/series_text detail/text '
               'exposition list names observable snapshot <array> <cstddef> <cstdint> <span> '
               '<string_view> <type_traits>',
    'detail/json_text': 'detail/bits detail/double detail/integer detail/text detail/utf8 '
                        '<array> <cstddef> <cstdint> <cstring> <string_view>',
    'detail/otlp_model': 'detail/bits detail/open_labels detail/text label list names resource '
                         '<bit> <cstddef> <cstdint> <limits> <string_view> <type_traits>',
    'detail/otlp_json': 'detail/decimal detail/json_text detail/otlp_model detail/text resource '
                        '<array> <bit> <cstddef> <cstdint> <cstring> <string_view> <utility>',
    'detail/protobuf_text': 'detail/text detail/utf8 <bit> <cstddef> <cstdint> <cstring> '
                            '<string_view>',
    'detail/otlp_points': 'detail/fragment_table detail/open_labels detail/otlp_model '
                          'detail/protobuf_text detail/text integer_label label_set list names '
                          'snapshot text_label <array> <cstddef> <cstdint> <limits> '
                          '<string_view> <type_traits> <utility>',
    'detail/otlp_protobuf': 'detail/bits detail/otlp_model detail/protobuf_text detail/text '
                            'integer_label resource <cstddef> <cstdint> <cstring> <string_view>',
    'detail/otlp_walk': 'detail/fold detail/otlp_points detail/text list <array> <cstddef> '
                        '<string_view>',
    'otlp': 'detail/epoch detail/otlp_json detail/otlp_protobuf detail/otlp_walk '
            'detail/start_time exposition resource snapshot <cstddef> <cstdint> <span> '
            '<string_view> <type_traits>',
    'otlp_delta': 'detail/epoch detail/start_time otlp resource snapshot <array> <cstddef> '
                  '<cstdint> <new> <span>',
    'detail/header_field': 'detail/header_list <cstddef> <string_view>',
    'detail/endpoint': 'detail/header_field detail/header_list <cstddef> <string> <string_view>',
    'detail/environment_values': 'detail/header_list <cstddef> <cstdint> <optional> <string> '
                                 '<string_view>',
    'detail/nearest_name': 'version <array> <cstddef> <string_view>',
    'detail/process_environment': 'version <array> <cstddef> <string> <string_view> <utility> '
                                  '<vector> <unistd.h>',
    'semconv/http_labels': 'integers label <array> <cstddef> <cstdint> <string_view> <utility>',
    'semconv/http': 'bounds descriptor detail/domain detail/open_labels fixed_string histogram '
                    'label label_set list semconv/http_labels text_label <type_traits>',
    'export/error': 'detail/integer label <array> <cstddef> <cstdint> <cstring> '
                    '<initializer_list> <string_view> <time.h> <unistd.h>',
    'export/self': 'bounds export/error label list meter options',
    'export/gzip': 'version <array> <cstddef> <limits> <span> <string_view> <zlib.h>',
    'export/detail/wake_pipe': 'version <array> <cerrno> <fcntl.h> <unistd.h>',
    'export/detail/exporter_thread': 'version <csignal> <cstddef> <pthread.h> <pthread_np.h>',
    'export/detail/page_buffer': 'version <cstddef> <cstdlib> <span>',
    'export/detail/scrape_request': 'version <cstddef> <cstdint> <string_view>',
    'export/detail/connection_table': 'version <array> <cstddef> <cstdint> <cstring> '
                                      '<netinet/in.h> <sys/socket.h>',
    'export/detail/connection_limit': 'export/detail/connection_table detail/integer '
                                      'export/error <array> <cstddef> <cstdint> <string_view> '
                                      '<sys/resource.h>',
    'export/detail/listen_error': 'export/error <array> <cerrno> <cstring> <string_view>',
    'export/detail/listening_sockets': 'export/detail/listen_error export/error <array> <cerrno> '
                                       '<cstddef> <cstdint> <cstring> <span> <string_view> '
                                       '<fcntl.h> <netdb.h> <netinet/in.h> <sys/socket.h> '
                                       '<unistd.h>',
    'export/detail/microhttpd': 'detail/header_field export/detail/scrape_request <array> '
                                '<cstddef> <cstdlib> <cstring> <string_view> <microhttpd.h>',
    'export/detail/trouble_reporter': 'clock export/error <array> <cstddef> <cstdint> '
                                      '<initializer_list> <string_view>',
    'export/pull_options': 'version <cstddef> <cstdint> <string_view>',
    'export/detail/scrape_handler': 'clock export/detail/connection_table '
                                    'export/detail/microhttpd export/detail/page_buffer '
                                    'export/detail/scrape_request export/detail/trouble_reporter '
                                    'export/error export/pull_options export/self negotiation '
                                    'self text_format <array> <cstddef> <cstdint> <cstring> '
                                    '<string_view> <microhttpd.h> <sys/socket.h> <time.h>',
    'export/detail/connection_acceptor': 'export/detail/connection_table '
                                         'export/detail/listening_sockets '
                                         'export/detail/scrape_handler '
                                         'export/detail/scrape_request export/error '
                                         'export/pull_options <cerrno> <cstddef> <cstdint> '
                                         '<string_view> <microhttpd.h> <sys/socket.h> <unistd.h>',
    'export/detail/pull_server': 'clock export/detail/connection_acceptor '
                                 'export/detail/connection_limit export/detail/connection_table '
                                 'export/detail/exporter_thread export/detail/listen_error '
                                 'export/detail/listening_sockets export/detail/scrape_handler '
                                 'export/detail/scrape_request export/detail/wake_pipe '
                                 'export/error export/pull_options <array> <cerrno> <cstddef> '
                                 '<cstdint> <string_view> <microhttpd.h> <poll.h> <sys/socket.h>',
    'export/pull': 'detail/collection_timer export/detail/page_buffer export/detail/pull_server '
                   'export/error export/gzip export/pull_options negotiation openmetrics '
                   'prometheus resource self snapshot text_format text_stream <array> <cstddef> '
                   '<span> <string_view>',
    'export/backoff': 'version <cstdint> <optional>',
    'export/detail/http_date': 'version <array> <cstddef> <cstdint> <optional> <string_view>',
    'export/detail/json_decode': 'version <array> <cstddef> <cstdint> <span> <string_view>',
    'export/detail/json_reader': 'version <cstddef> <string_view>',
    'export/detail/protobuf_reader': 'version <cstddef> <cstdint> <string_view>',
    'export/otlp_response': 'detail/clean_text export/detail/http_date export/detail/json_decode '
                            'export/detail/json_reader export/detail/protobuf_reader <array> '
                            '<cstddef> <cstdint> <optional> <string_view>',
    'export/detail/base64': 'version <cstddef> <cstdint> <span> <string_view>',
    'export/detail/secrets': 'version <array> <cstddef> <string_view>',
    'export/detail/c_text': 'version <array> <cstddef> <cstring> <initializer_list> '
                            '<string_view>',
    'export/detail/monotonic': 'version <cstdint> <time.h>',
    'detail/broken_pipes': 'version <signal.h>',
    'export/detail/push_report': 'detail/integer export/error export/otlp_response <array> '
                                 '<cstddef> <cstdint> <string_view> <curl/curl.h>',
    'export/detail/push_source': 'detail/epoch detail/start_time otlp otlp_delta resource '
                                 'snapshot <cstddef> <cstdint> <span> <string_view>',
    'configuration': 'version <cstdint> <string> <utility> <vector>',
    'detail/environment_kinds': 'configuration detail/endpoint detail/environment_values '
                                'detail/header_list fixed_string <array> <cstddef> <cstdint> '
                                '<optional> <string> <string_view> <type_traits>',
    'detail/environment_lists': 'configuration detail/environment_kinds '
                                'detail/environment_values detail/header_field '
                                'detail/header_list <cstddef> <optional> <string> <string_view> '
                                '<utility>',
    'detail/environment_table': 'configuration detail/endpoint detail/environment_kinds '
                                'detail/environment_lists detail/environment_values '
                                'detail/header_field <array> <cstddef> <string> <string_view> '
                                '<utility> <vector>',
    'environment': 'configuration detail/environment_lists detail/environment_table '
                   'detail/environment_values detail/header_field detail/header_list '
                   'detail/nearest_name detail/process_environment resource version <concepts> '
                   '<cstddef> <optional> <string> <string_view> <type_traits> <utility> <vector>',
    'export/push_options': 'export/detail/base64 detail/header_field export/error otlp <array> '
                           '<chrono> <cstddef> <optional> <span> <string_view>',
    'export/detail/curl_headers': 'export/detail/c_text <array> <string_view> <curl/curl.h>',
    'export/detail/curl_transfer': 'export/detail/c_text export/detail/curl_headers '
                                   'export/detail/monotonic export/detail/push_report '
                                   'export/otlp_response <array> <cstddef> <cstdint> <cstring> '
                                   '<string_view> <curl/curl.h>',
    'export/detail/push_setup': 'export/detail/c_text export/detail/curl_transfer '
                                'detail/header_field export/detail/secrets export/error '
                                'export/push_options <array> <cstddef> <string_view> '
                                '<curl/curl.h> <fcntl.h> <unistd.h>',
    'export/detail/push_run': 'detail/broken_pipes export/detail/curl_transfer detail/epoch '
                              'export/detail/monotonic export/detail/push_report '
                              'export/detail/push_setup export/detail/push_source '
                              'export/detail/secrets export/backoff export/error export/gzip '
                              'export/otlp_response export/push_options export/self <cerrno> '
                              '<cstddef> <cstdint> <span> <string_view> <fcntl.h> <sys/random.h> '
                              '<unistd.h>',
    'export/detail/push_schedule': 'export/detail/exporter_thread export/detail/monotonic '
                                   'export/detail/push_run export/detail/push_source '
                                   'export/error export/push_options <chrono> '
                                   '<condition_variable> <cstdint> <mutex> <new> <span> '
                                   '<pthread.h> <unistd.h>',
    'export/push': 'export/detail/monotonic export/detail/push_schedule '
                   'export/detail/push_source export/error export/push_options otlp otlp_delta '
                   'resource <array> <chrono> <cstddef> <cstdint> <variant>',
    'export/configured': 'configuration export/pull_options export/push_options otlp <chrono> '
                         '<cstdint> <vector>',
}
CORE = 'zerometer'
FORBIDDEN = {'<algorithm>', '<atomic>', '<chrono>', '<functional>', '<iostream>', '<memory>',
             '<mutex>', '<string>', '<thread>', '<vector>', '<fmt/format.h>', '<fmt/core.h>'}

# Headers that are tested through another one.
ELSEWHERE = {
    'metric_description': 'catalogue',
    'detail/fold': 'detail/layout',
    'detail/meter_search': 'testing',
    'detail/note': 'detail/symbols',
    'version': 'self',
    'text_format': 'negotiation',
    'detail/epoch': 'detail/start_time',
    'zerometer': 'prometheus',
    'configuration': 'environment',
    'detail/environment_kinds': 'detail/environment_table',
    'detail/environment_lists': 'detail/environment_table',
    'descriptor': 'counter',
    'detail/whole': 'histogram',
    'histogram_value': 'histogram',
    'detail/report': 'self',
    'detail/snapshot_layout': 'snapshot',
    'detail/snapshot_cells': 'snapshot',
    'detail/snapshot_reading': 'snapshot',
    'detail/snapshot_holding': 'histogram',
    'detail/drop_flag': 'exposition',
    'detail/collection_timer': 'self',
    'detail/prometheus_escape': 'prometheus',
    'detail/prometheus_fragments': 'prometheus',
    'detail/prometheus_lines': 'prometheus',
    'detail/page_style': 'openmetrics',
    'detail/page_lines': 'prometheus',
    'detail/page_stream': 'prometheus',
    'detail/sample_value': 'openmetrics',
    'detail/otlp_model': 'otlp',
    'detail/otlp_json': 'otlp',
    'detail/otlp_protobuf': 'otlp',
    'detail/otlp_points': 'otlp',
    'detail/otlp_walk': 'otlp',
    'export/pull_options': 'export/pull',
    'export/detail/microhttpd': 'export/pull',
    'export/detail/scrape_handler': 'export/pull',
    'export/detail/connection_acceptor': 'export/pull',
    'export/detail/pull_server': 'export/pull',
    'export/detail/listen_error': 'export/detail/listening_sockets',
    'export/detail/monotonic': 'export/push',
    'export/detail/curl_headers': 'export/push',
    'export/detail/curl_transfer': 'export/push',
    'export/detail/push_setup': 'export/push',
    'export/detail/push_source': 'export/push',
    'export/detail/push_run': 'export/push',
    'export/detail/push_schedule': 'export/push',
}

STRICT = ['-Wall', '-Wextra', '-Wpedantic', '-Wconversion', '-Wsign-conversion', '-Wshadow',
          '-Wold-style-cast', '-Wnon-virtual-dtor', '-Werror']
# All that clang knows, less what no header can keep: other standards, padding, raw pointers.
CLANG = ['-Weverything', '-Wno-c++98-compat', '-Wno-c++98-compat-pedantic', '-Wno-c++20-compat',
         '-Wno-pre-c++20-compat', '-Wno-pre-c++20-compat-pedantic', '-Wno-padded',
         '-Wno-unsafe-buffer-usage', '-Wno-unknown-warning-option',
         # clang 21: that a return is no elision, and of hidden symbols, which plug-ins may have.
         '-Wno-nrvo', '-Wno-unique-object-duplication']
WAYS = [['-std=c++20'], ['-std=c++2b', '-fno-exceptions', '-fno-rtti']]


def includes(path):
    return re.findall(r'^[ \t]*#[ \t]*include[ \t]*(\S+)', path.read_text(), re.M)


def own_header(target):
    own = re.fullmatch(r'<zerometer/(.+)\.hpp>', target)
    return own[1] if own else None


def reached(header, table):
    """Every include that comes with a header, by our own table."""
    seen, open_ = set(), [header]
    while open_:
        for target in table.get(open_.pop(), '').split():
            if target not in seen:
                seen.add(target)
                open_.append(target)
    return seen


def check_table(root, table):
    """What the headers include against what the table grants."""
    order = list(table)
    for name, granted in table.items():
        for target in granted.split():
            if target[0] != '<' and target not in order[:order.index(name)]:
                yield f'{name} is granted {target}, which is not above it'
        if not (root / 'zerometer' / f'{name}.hpp').exists():
            yield f'{name} is in the table and is no header'
    for path in sorted((root / 'zerometer').rglob('*')):
        if path.is_dir():
            continue
        name = str(path.relative_to(root / 'zerometer').with_suffix(''))
        if path.suffix != '.hpp' or name not in table:
            yield f'{path.relative_to(root)} is not in the table'
            continue
        have = [own_header(target) or target for target in includes(path)]
        granted = table[name].split()
        yield from (f'{name} may not include {target}' for target in have if target not in granted)
        yield from (f'{name} is granted {target} and does not include it'
                    for target in granted if target not in have)
        if '#pragma once' not in path.read_text():
            yield f'{name} has no #pragma once'
    for target in sorted(reached(CORE, table) & FORBIDDEN):
        yield f'{CORE}.hpp brings {target}'


def check_units(units, table, elsewhere):
    for name in table:
        path = units / f'{name}.cpp'
        other = elsewhere.get(name)
        if path.exists() == bool(other):
            yield f'{name} has a unit test and stands in ELSEWHERE' if other else (
                f'{name} has no unit test')
        elif other and not (units / f'{other}.cpp').exists():
            yield f'{name} is tested by {other}, which does not exist'


def compile_strictly(root, what, source, compiler, ways=WAYS):
    """Compile a text in every way, with every warning an error."""
    version = subprocess.run([*compiler, '--version'], capture_output=True, text=True).stdout
    for way in ways:
        flags = [flag for flag in compiler if not flag.startswith(('-I', '-std='))]
        done = subprocess.run(
            [*flags, f'-I{root}', *way, *STRICT, *(CLANG if 'clang' in version else []),
             '-fsyntax-only', '-x', 'c++', '-'], input=source, capture_output=True, text=True)
        if done.returncode:
            yield f'{what} does not compile with {" ".join(way)}:\n{done.stderr[:5000]}'


def compile_alone(root, name, compiler):
    """One header as the first thing that a translation unit sees, and as the second; in one way,
    since all of them together are compiled in each."""
    line = f'#include <zerometer/{name}.hpp>\n'
    return list(compile_strictly(root, f'{name}, alone,', line + line, compiler, WAYS[1:]))


def compile_together(root, names, compiler):
    """All headers in one program, in either order: a name has one meaning."""
    lines = [f'#include <zerometer/{name}.hpp>\n' for name in names]
    yield from compile_strictly(root, 'all headers', ''.join(lines), compiler)
    yield from compile_strictly(root, 'all headers, the last first', ''.join(lines[::-1]), compiler,
                                WAYS[1:])


def check_alone(root, names, compiler):
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for faults in pool.map(lambda name: compile_alone(root, name, compiler), names):
            yield from faults


def offences(root, compiler):
    """What goes unnoticed in a copy of the tree that has one offence."""
    last = list(ALLOWED)[-1]
    first = next(name for name in ALLOWED if '<' in ALLOWED[name])
    plants = [
        (first, '#include <chrono>', f'{first} may not include <chrono>'),
        (first, f'#include <zerometer/{last}.hpp>', f'{first} may not include {last}'),
        (first, '#include "version.hpp"', f'{first} may not include "version.hpp"'),
        ('surprise', '#pragma once', 'zerometer/surprise.hpp is not in the table'),
    ]
    for name, line, wanted in plants:
        with tempfile.TemporaryDirectory() as directory:
            copy = pathlib.Path(directory) / 'include'
            shutil.copytree(root, copy)
            with open(copy / 'zerometer' / f'{name}.hpp', 'a') as header:
                header.write(line + '\n')
            if wanted not in check_table(copy, ALLOWED):
                yield f'planted and not found: {wanted}'
    upward = dict(ALLOWED) | {first: f'{ALLOWED[first]} {last}'}
    if f'{first} is granted {last}, which is not above it' not in check_table(root, upward):
        yield 'planted and not found: an arrow upward'
    chrono = dict(ALLOWED) | {first: f'{ALLOWED[first]} <chrono>'}
    if f'{CORE}.hpp brings <chrono>' not in check_table(root, chrono):
        yield 'planted and not found: <chrono> in the core'
    with tempfile.TemporaryDirectory() as directory:
        copy = pathlib.Path(directory)
        (copy / 'zerometer').mkdir()
        for name, text in {'lone': 'std::size_t a();', 'cast': 'inline int a(long b) { return b; }',
                           'shadow': 'inline int a(int b) { { int b = 1; return b; } }'}.items():
            (copy / 'zerometer' / f'{name}.hpp').write_text(f'#pragma once\n{text}\n')
            if not compile_alone(copy, name, compiler):
                yield f'planted and not found: a header that does not compile alone ({name})'
        (copy / 'zerometer/other.hpp').write_text('#pragma once\nstruct a {};\n')
        (copy / 'zerometer/hides.hpp').write_text('#pragma once\nenum class a { b };\n')
        if not list(compile_together(copy, ['other', 'hides'], compiler)):
            yield 'planted and not found: headers that do not compile together'
        (copy / 'there.cpp').touch()
        if len(list(check_units(copy, ['there', 'a', 'b'], {'there': 'x', 'b': 'x'}))) != 3:
            yield 'planted and not found: headers without tests'


def main(root, *compiler):
    scope, compiler = (compiler[0], compiler[1:]) if compiler[0][:2] == '--' else ('', compiler)
    alone = [name for name in ALLOWED
             if not scope or scope == '--public' and 'detail/' not in name]
    tests, root = pathlib.Path(root) / 'tests', pathlib.Path(root) / 'include'
    use = tests / 'consumer/consumer.cpp'
    faults = [*offences(root, compiler), *check_table(root, ALLOWED),
              *check_units(tests / 'unit', ALLOWED, ELSEWHERE),
              *check_alone(root, alone, compiler),
              *compile_together(root, ALLOWED, compiler),
              *compile_strictly(root, use.name, use.read_text(), compiler)]
    print('\n'.join(faults) or f'{len(ALLOWED)} headers, every include granted, each compiles '
          f'with all others and {len(alone)} alone')
    return 1 if faults else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]) if len(sys.argv) > 2 else __doc__)
