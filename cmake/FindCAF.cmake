# Finds the C++ Actor Framework: Debian's libcaf-dev ships no package file.
# Sets CAF_FOUND and CAF_VERSION and makes the target CAF::core.
include(FindPackageHandleStandardArgs)
include(CMakeFindDependencyMacro)
find_dependency(Threads)

find_path(CAF_INCLUDE_DIR caf/config.hpp)
find_library(CAF_CORE_LIBRARY caf_core)
mark_as_advanced(CAF_INCLUDE_DIR CAF_CORE_LIBRARY)

# 0.17.6 is written as 1706.
if(CAF_INCLUDE_DIR)
  file(STRINGS ${CAF_INCLUDE_DIR}/caf/config.hpp CAF_VERSION REGEX "^#define CAF_VERSION +[0-9]+")
  string(REGEX REPLACE "[^0-9]" "" CAF_VERSION "${CAF_VERSION}")
  if(CAF_VERSION)
    math(EXPR caf_major "${CAF_VERSION} / 10000")
    math(EXPR caf_minor "${CAF_VERSION} / 100 % 100")
    math(EXPR caf_patch "${CAF_VERSION} % 100")
    set(CAF_VERSION ${caf_major}.${caf_minor}.${caf_patch})
  endif()
endif()

find_package_handle_standard_args(CAF
  REQUIRED_VARS CAF_CORE_LIBRARY CAF_INCLUDE_DIR VERSION_VAR CAF_VERSION)

if(CAF_FOUND AND NOT TARGET CAF::core)
  add_library(CAF::core UNKNOWN IMPORTED)
  set_target_properties(CAF::core PROPERTIES
    IMPORTED_LOCATION ${CAF_CORE_LIBRARY}
    INTERFACE_INCLUDE_DIRECTORIES ${CAF_INCLUDE_DIR}
    INTERFACE_LINK_LIBRARIES Threads::Threads)
endif()
