# Draws one curve as SVG, on standard output. curves.py sets curve, data and title.
set terminal svg size 800,(curve eq "queued" || curve eq "absent") ? 860 : 620 font "Helvetica,13" background "white"
set datafile separator ","
set datafile missing ""

rate = "#1f5fa8"; second = "#3a9d5d"; cost = "#d1631b"; third = "#7b4ea3"

tall = curve eq "queued" || curve eq "absent"
set multiplot layout (tall ? 3 : 2),1 title title font ",14" margins 0.11,0.89,(tall ? 0.07 : 0.1),(tall ? 0.91 : 0.88) spacing (tall ? 0.09 : 0.13)

set logscale x
set autoscale xfix
unset mxtics
set xtics nomirror
set format x "%.0s%c"
if (curve eq "payload") {
  set xtics ("64" 64, "256" 256, "1 K" 1024, "4 K" 4096, "16 K" 16384, "64 K" 65536, "256 K" 262144)
  set xrange [56:300e3]
}
unset mytics
set grid xtics ytics lc rgb "#dddddd"
set border 11 lc rgb "#888888"
set ytics nomirror
set y2tics
set yrange [0:*]
set y2range [0:*]
set key at graph 0.5,1.04 center bottom horizontal samplen 2
set style data linespoints
set style line 1 lw 2 pt 7 ps 0.6

# 1: what it does, and what that costs
set format y "%.0s%c"
set ylabel "events per second" tc rgb rate
set y2label "broker CPU s per 100,000" tc rgb cost
wide = curve eq "clients" || curve eq "payload"
if (wide) { set logscale y; set yrange [*:*] }
if (curve eq "payload") { set logscale y2; set y2range [*:*] }
if (curve eq "queued") {
  plot data using "point":"fillPerSecond" ls 1 lc rgb rate title "filling", \
       data using "point":"replayPerSecond" ls 1 lc rgb second title "replay", \
       data using "point":"deliveriesPerSecond" ls 1 lc rgb third title "others beside it", \
       data using "point":"cpuPer100k" axes x1y2 ls 1 lc rgb cost dt 2 title "CPU of those"
} else {
  plot data using "point":"publishPerSecond" ls 1 lc rgb rate title "published", \
       data using "point":"deliveriesPerSecond" ls 1 lc rgb second title "delivered", \
       data using "point":"cpuPer100k" axes x1y2 ls 1 lc rgb cost dt 2 title "CPU"
}

# 2: what it takes
unset logscale y
set yrange [0:*]
if (!tall) { set xlabel curve eq "payload" ? "bytes" : curve eq "clients" ? "clients" : "rooms" }
set ylabel "MiB" tc rgb rate
set y2label "disk bytes per event" tc rgb cost
set format y "%g"
# A macro: gnuplot has no way to leave a column out of a plot.
disk = curve eq "clients" || curve eq "absent" ? "" : \
  ', data using "point":"diskBytesPerEvent" axes x1y2 ls 1 lc rgb cost dt 2 title "disk per event"'
if (disk eq "") { unset y2tics; unset y2label }
plot data using "point":"heapMiB" ls 1 lc rgb rate title "heap after GC", \
     data using "point":"rssMiB" ls 1 lc rgb second title "resident"  @disk

# 3: what stays
if (tall) {
  set y2tics
  set xlabel curve eq "absent" ? "known absent clients" : "queued events"
  set ylabel "MiB" tc rgb rate
  set y2label "seconds" tc rgb cost
  set logscale y
  set format y "%.0s%c"
  set yrange [*:*]
  plot data using "point":"diskMiB" ls 1 lc rgb rate title "disk", \
       data using "point":"restartSeconds" axes x1y2 ls 1 lc rgb cost dt 2 title "restart after SIGKILL"
}
unset multiplot
