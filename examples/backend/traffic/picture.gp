# SPDX-License-Identifier: MIT
# A run in one picture: requests by what was answered, how long they took, and when which fault was
# caused.
#
#   gnuplot -e "directory='DIRECTORY'; prometheus='RATES'; picture='PICTURE.png'" picture.gp
#
# DIRECTORY has what the traffic wrote; RATES has lines of a time and a rate, as Prometheus has it.
set terminal pngcairo size 1400,800 font 'Sans,11' background '#ffffff'
set output picture
set datafile separator tab
seconds = directory.'/seconds.tsv'
marks = directory.'/marks.tsv'

stats seconds using 1 every ::1 nooutput
began = STATS_min
last = STATS_max - began + 1
stats seconds using ($2 + $3 + $4 + $5) every ::1 nooutput
top = STATS_max * 1.6

set style fill solid 0.85 noborder
set border 3 lc rgb '#808080'
set tics nomirror textcolor rgb '#404040'
set grid ytics lc rgb '#e0e0e0' lt 1
set lmargin 10
set rmargin 4
set xrange [0:last]
set key opaque horizontal outside top right samplen 2

# Where a fault begins and ends, behind all that is drawn.
array begin[50]
array end[50]
array what[50]
faults = 0
read(b, e, w) = (faults = faults + 1, begin[faults] = b, end[faults] = e, what[faults] = w, 0)
set table $nothing
plot marks using (read($1, $2, stringcolumn(3))) every ::1 with table
unset table

set multiplot layout 2,1 title 'The backend under its traffic' font 'Sans,15'

do for [i = 1:faults] {
  set object i rectangle from begin[i], graph 0 to end[i], graph 1 behind fc rgb '#f4efe4' fs solid \
    noborder
  set label i what[i] at (begin[i] + end[i]) / 2, graph 0.985 rotate by 90 right front font "Sans,9" \
    textcolor rgb '#7a6a45'
}
set yrange [0:top]
set ylabel 'requests a second'
set format x ''
plot seconds using ($1 - began + 0.5):($2 + $3 + $4 + $5) every ::1 with boxes fc rgb '#b03a2e' \
       title 'failed (5xx)', \
     '' using ($1 - began + 0.5):($2 + $3 + $4) every ::1 with boxes fc rgb '#8e6bb0' \
       title 'too many (429)', \
     '' using ($1 - began + 0.5):($2 + $3) every ::1 with boxes fc rgb '#e0a030' \
       title 'refused (4xx)', \
     '' using ($1 - began + 0.5):2 every ::1 with boxes fc rgb '#5b8db8' title 'succeeded', \
     prometheus using ($1 - began):2 with lines lw 2 lc rgb '#202020' \
       title 'as Prometheus has it, over 5 s'

do for [i = 1:faults] { unset label i }
set logscale y
set yrange [0.1:*]
set ylabel 'milliseconds, as a client sees it'
set xlabel 'seconds'
set format x '%g'
plot seconds using ($1 - began + 0.5):8 every ::1 with steps lw 2 lc rgb '#b03a2e' title 'p99', \
     '' using ($1 - began + 0.5):7 every ::1 with steps lw 2 lc rgb '#e0a030' title 'p90', \
     '' using ($1 - began + 0.5):6 every ::1 with steps lw 2 lc rgb '#5b8db8' title 'p50'
unset multiplot
