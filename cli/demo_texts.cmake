# Writes demo_texts.hpp: the reports of demo_reports/, so that an installed
# program needs no files beside it.
set(text "#pragma once\n\n#include <string_view>\n\nnamespace fanfare {\n\n")
foreach(letter A B C D E F G H)
  set(file ${CMAKE_CURRENT_SOURCE_DIR}/demo_reports/${letter}.json)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
  string(TOLOWER ${letter} suffix)
  file(READ ${file} report)
  string(APPEND text "inline constexpr std::string_view demo_text_${suffix} = R\"report(${report})report\";\n\n")
endforeach()
string(APPEND text "} // namespace fanfare\n")
file(CONFIGURE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/generated/cli/demo_texts.hpp CONTENT "${text}" @ONLY)
