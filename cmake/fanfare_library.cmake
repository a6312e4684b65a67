# fanfare_library(<folder> SOURCES <files> [USES <folders>] [PRIVATE <targets>] [PUBLIC <targets>])
#
# One static library per folder. USES names the folders that it may include
# from: together with tools/check_includes.py this is how the arrows between
# the folders are kept.
add_library(fanfare_flags INTERFACE)
target_compile_features(fanfare_flags INTERFACE cxx_std_20)
target_compile_options(fanfare_flags INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion
  $<$<BOOL:${FANFARE_WERROR}>:-Werror>)
target_include_directories(fanfare_flags INTERFACE ${PROJECT_SOURCE_DIR})

# fanfare_crash_points(<files>): these have points at which a test may end the
# process, see messages/crash_point.hpp.
function(fanfare_crash_points)
  if(FANFARE_CRASH_POINTS)
    set_property(SOURCE ${ARGN} APPEND PROPERTY COMPILE_DEFINITIONS FANFARE_CRASH_POINTS)
  endif()
endfunction()

function(fanfare_library folder)
  cmake_parse_arguments(LIB "" "" "SOURCES;USES;PUBLIC;PRIVATE" ${ARGN})
  set(target fanfare_${folder})
  add_library(${target} STATIC ${LIB_SOURCES})
  set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE ON)
  list(TRANSFORM LIB_USES PREPEND fanfare_)
  target_link_libraries(${target} PUBLIC ${LIB_USES} ${LIB_PUBLIC}
    PRIVATE $<BUILD_INTERFACE:fanfare_flags> ${LIB_PRIVATE})
endfunction()
