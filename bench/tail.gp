# SPDX-License-Identifier: MIT
# Draws what zerometer_bench_tail has written: gnuplot -e 'data="FILE"; picture="FILE.svg"' tail.gp
set terminal svg size 820,500 font 'sans-serif,13' background 'white'
set output picture
set datafile separator '\t'
set logscale xy
set xrange [2:]
set yrange [1:]
set xtics ('p50' 2, 'p90' 10, 'p99' 100, 'p99.9' 1000, 'p99.99' 1e4, 'p99.999' 1e5, \
           '1 in 10^6' 1e6, '1 in 10^7' 1e7, '1 in 10^8' 1e8)
set ytics ('1 ns' 1, '10 ns' 10, '100 ns' 100, '1 us' 1e3, '10 us' 1e4, '100 us' 1e5, '1 ms' 1e6, \
           '10 ms' 1e7, '100 ms' 1e8)
set grid xtics ytics lc rgb '#dddddd'
set key top left reverse Left
set title 'What a single call costs, with a scrape every millisecond beside it'
operations = 'counter counter_labels3 histogram_11'
# What a call costs below a nanosecond cannot be told from what timing it costs.
ours(o) = stringcolumn(1) eq o && stringcolumn(2) eq 'zerometer' ? (column(4) > 1 ? column(4) : 1) : NaN
peer(o) = stringcolumn(1) eq o && stringcolumn(2) eq 'prometheus-cpp' ? (column(4) > 1 ? column(4) : 1) : NaN
plot for [i=1:3] data using (column(3)):(ours(word(operations, i))) skip 1 with lines lw 2 \
         dt i lc rgb '#1b6ca8' title 'zerometer, '.word(operations, i) noenhanced, \
     for [i=1:3] data using (column(3)):(peer(word(operations, i))) skip 1 with lines lw 2 \
         dt i lc rgb '#c8553d' title 'prometheus-cpp, '.word(operations, i) noenhanced
