# Draws the soak as SVG, on standard output. soak.py sets data.
set terminal svg size 800,640 font "Helvetica,13" background "white"
set datafile separator ","

rate = "#1f5fa8"; second = "#3a9d5d"; cost = "#d1631b"

set multiplot layout 2,1 title "Half of the maximum rate, members coming and going" font ",14" \
  margins 0.11,0.89,0.1,0.88 spacing 0.13
set xtics nomirror
set grid xtics ytics lc rgb "#dddddd"
set border 11 lc rgb "#888888"
set ytics nomirror
set y2tics
set yrange [0:*]
set y2range [0:*]
set key at graph 0.5,1.04 center bottom horizontal samplen 2
set style data lines
set style line 1 lw 2
minutes = 'column("second") / 60'

set format y "%.0s%c"
set ylabel "events per second" tc rgb rate
set y2label "p99 latency, ms" tc rgb cost
plot data using (@minutes):"publishPerSecond" ls 1 lc rgb rate title "published", \
     data using (@minutes):"deliveriesPerSecond" ls 1 lc rgb second title "delivered", \
     data using (@minutes):"p99Ms" axes x1y2 ls 1 lc rgb cost dt 2 title "p99"

set format y "%g"
set xlabel "minutes"
set ylabel "MiB" tc rgb rate
set y2label "disk bytes per live event" tc rgb cost
plot data using (@minutes):"heapMiB" ls 1 lc rgb rate title "heap after GC", \
     data using (@minutes):"rssMiB" ls 1 lc rgb second title "resident", \
     data using (@minutes):"diskBytesPerLiveEvent" axes x1y2 ls 1 lc rgb cost dt 2 \
       title "disk per live event"
unset multiplot
