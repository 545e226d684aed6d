# SPDX-License-Identifier: MIT
# A run in one picture: requests by what was answered, how long they took, and when which fault was
# caused.
#
#   gnuplot -e "directory='DIRECTORY'; prometheus='RATES'; picture='PICTURE.png'" picture.gp
#
# DIRECTORY has what the traffic wrote; RATES has lines of a time and a rate, as Prometheus has it.
set terminal pngcairo size 1400,900 font 'Sans,11' background '#ffffff'
set output picture
set datafile separator tab
seconds = directory.'/seconds.tsv'
marks = directory.'/marks.tsv'

stats seconds using 1 every ::1 nooutput
began = STATS_min
last = STATS_max - began + 1
stats seconds using ($2 + $3 + $4 + $5) every ::1 nooutput
top = STATS_max * 1.6
stats seconds using 5 every ::1 nooutput
most_failed = STATS_max > 0 ? STATS_max : 1
middle(time) = time - began + 0.5  # of the second that begins then

set style fill solid 0.85 noborder
set boxwidth 0.96
set border 3 lc rgb '#808080'
set tics nomirror textcolor rgb '#404040'
set grid ytics lc rgb '#e0e0e0' lt 1
set lmargin 10
set rmargin 4
set xrange [0:last]
set key horizontal bottom right at graph 1, graph 1.02 samplen 2

# Where a fault begins and ends, behind all that is drawn.
array begin[50]
array end[50]
array what[50]
faults = 0
read(b, e, w) = (faults = faults + 1, begin[faults] = b, end[faults] = e, what[faults] = w, 0)
set table $nothing
plot marks using (read($1, $2, stringcolumn(3))) every ::1 with table
unset table

set multiplot
set label 100 'The backend under its traffic' at screen 0.5, 0.97 center font 'Sans,15'

do for [i = 1:faults] {
  set object i rectangle from begin[i], graph 0 to end[i], graph 1 behind fc rgb '#f4efe4' fs solid \
    noborder
  set label i what[i] at (begin[i] + end[i]) / 2, graph 0.985 rotate by 90 right front font "Sans,9" \
    textcolor rgb '#7a6a45'
}
set tmargin at screen 0.90
set bmargin at screen 0.56
set yrange [0:top]
set ylabel 'requests a second'
set format x ''
plot seconds using (middle($1)):($2 + $3 + $4 + $5) every ::1 with boxes fc rgb '#b03a2e' \
       title 'failed (5xx)', \
     '' using (middle($1)):($2 + $3 + $4) every ::1 with boxes fc rgb '#8e6bb0' \
       title 'too many (429)', \
     '' using (middle($1)):($2 + $3) every ::1 with boxes fc rgb '#e0a030' \
       title 'refused (4xx)', \
     '' using (middle($1)):2 every ::1 with boxes fc rgb '#5b8db8' title 'succeeded', \
     prometheus using ($1 - began):2 with lines lw 2 lc rgb '#202020' \
       title 'as Prometheus has it, over 5 s'

unset label
# Once more, since they are too few to be seen among the others.
set tmargin at screen 0.53
set bmargin at screen 0.44
set yrange [0:most_failed]
set ytics 0, most_failed
set ylabel 'failed'
plot seconds using (middle($1)):5 every ::1 with boxes fc rgb '#b03a2e' notitle

set tmargin at screen 0.38
set bmargin at screen 0.07
set logscale y
set yrange [*:*]
set ytics auto
set ylabel 'milliseconds, as a client sees it'
set xlabel 'seconds'
set format x '%g'
set style data linespoints
set pointsize 0.5
plot seconds using (middle($1)):8 every ::1 lw 2 pt 7 lc rgb '#b03a2e' title 'p99', \
     '' using (middle($1)):7 every ::1 lw 2 pt 7 lc rgb '#e0a030' title 'p90', \
     '' using (middle($1)):6 every ::1 lw 2 pt 7 lc rgb '#5b8db8' title 'p50'
unset multiplot
