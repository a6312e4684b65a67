# Embeds redis_scripts/*.lua, with the SHA1 that Redis knows each of them by. A line
# `-- part: NAME` in one of them stands for redis_scripts/parts/NAME.lua.
set(redis_script_names
  claim drop_dead drop_lane drop_parked due forget_lost found_store hold_lane mark note_listeners
  note_start overdue put_listener put_quarantine put_states renew_shard say_alive settle step_dead
  suspect take_shard weigh weigh_lane)
set(redis_script_definitions "")
foreach(name IN LISTS redis_script_names)
  set(file ${CMAKE_CURRENT_SOURCE_DIR}/redis_scripts/${name}.lua)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
  file(READ ${file} text)
  string(REGEX MATCHALL "-- part: [a-z_]+\n" parts "${text}")
  foreach(line IN LISTS parts)
    string(REGEX REPLACE "-- part: ([a-z_]+)\n" "\\1" part "${line}")
    set(file ${CMAKE_CURRENT_SOURCE_DIR}/redis_scripts/parts/${part}.lua)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
    file(READ ${file} part_text)
    string(REPLACE "${line}" "${part_text}" text "${text}")
  endforeach()
  string(SHA1 sha "${text}")
  string(APPEND redis_script_definitions
    "const redis_script ${name}{\"${name}\", \"${sha}\",\n                            R\"lua(${text})lua\"};\n")
endforeach()
file(CONFIGURE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/redis_scripts.cpp CONTENT
[[// Made of redis_scripts/*.lua by redis_scripts.cmake.
#include "storage/redis_scripts.hpp"

namespace fanfare::redis_scripts {

@redis_script_definitions@
} // namespace fanfare::redis_scripts
]] @ONLY)
