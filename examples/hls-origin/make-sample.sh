#!/bin/sh
# Makes media/: the 24 s that the demo's streams loop, once, with ffmpeg's own test source, so that no rights are touched.
# The result is committed; this is here so that anyone can see how it came about and make it again.
#
# 24 s is 576 frames at 24/s and exactly 1125 AAC frames at 48 kHz: the loop ends where both end. No B-frames (-bf 0):
# with them a player sees a hole at every seam. A key frame each 48 frames gives segments of 2 s. The setts filter moves
# the encoder's priming frame to 0; the trim takes one frame off, so that the count stays 1125.
set -eu
cd "$(dirname "$0")"
rm -rf media && mkdir -p media

ffmpeg -hide_banner -loglevel warning -y \
  -f lavfi -i "testsrc2=size=640x360:rate=24:duration=24" \
  -f lavfi -i "sine=frequency=330:beep_factor=2:sample_rate=48000" \
  -filter_complex "
    [0:v]drawtext=font=monospace:text='%{pts\:hms}  %{frame_num}':fontsize=40:fontcolor=white:box=1:boxcolor=black@0.75:boxborderw=12:x=(w-text_w)/2:y=h-text_h-36,split[large][half];
    [half]scale=320:180[small];
    [1:a]atrim=end_sample=1150976,volume=0.25,asplit[a0][a1]" \
  -map "[large]" -map "[a0]" -map "[small]" -map "[a1]" \
  -c:v libx264 -threads:v 1 -preset veryslow -pix_fmt yuv420p -bf 0 -g 48 -keyint_min 48 -sc_threshold 0 \
  -profile:v:0 main -level:v:0 3.0 -b:v:0 330k -maxrate:v:0 360k -bufsize:v:0 720k \
  -profile:v:1 main -level:v:1 1.3 -b:v:1 110k -maxrate:v:1 120k -bufsize:v:1 240k \
  -c:a aac -b:a 48k -ac 1 -bsf:a setts=ts=TS-STARTPTS \
  -map_metadata -1 -flags +bitexact -fflags +bitexact \
  -f hls -hls_time 2 -hls_list_size 0 -hls_playlist_type vod -hls_segment_type fmp4 \
  -hls_fmp4_init_filename init.mp4 -hls_segment_filename "media/%v/%02d.m4s" \
  -var_stream_map "v:0,a:0,name:360p v:1,a:1,name:180p" \
  "media/%v/index.m3u8"

# The demo writes its own playlists (src/playlist.ts); ffmpeg's describe a film with an end.
rm media/*/index.m3u8
# ffmpeg numbers the init files of several renditions.
for rendition in media/*/; do mv "$rendition"init_*.mp4 "$rendition"init.mp4; done
