# Finds Apache Qpid Proton for C++: Debian's packages have no CMake files, and
# their pkg-config file asks for ones that are not packaged.
# Sets QpidProtonCpp_FOUND and _VERSION and makes the target QpidProton::cpp.
include(FindPackageHandleStandardArgs)

find_path(QpidProtonCpp_INCLUDE_DIR proton/io/connection_driver.hpp)
find_library(QpidProtonCpp_LIBRARY qpid-proton-cpp)
# The C core that the C++ library is made of. Its development package links to
# libqpid-proton.so, which is another copy of it: that one must never be linked too.
find_library(QpidProtonCpp_CORE_LIBRARY NAMES libqpid-proton-core.so.10 qpid-proton-core)
mark_as_advanced(QpidProtonCpp_INCLUDE_DIR QpidProtonCpp_LIBRARY QpidProtonCpp_CORE_LIBRARY)

if(QpidProtonCpp_INCLUDE_DIR)
  file(STRINGS ${QpidProtonCpp_INCLUDE_DIR}/proton/version.h lines REGEX "PN_VERSION_M[AI][JN]OR +[0-9]+")
  string(REGEX MATCHALL "[0-9]+" numbers "${lines}")
  list(JOIN numbers . QpidProtonCpp_VERSION)
endif()

find_package_handle_standard_args(QpidProtonCpp
  REQUIRED_VARS QpidProtonCpp_LIBRARY QpidProtonCpp_CORE_LIBRARY QpidProtonCpp_INCLUDE_DIR
  VERSION_VAR QpidProtonCpp_VERSION)

if(QpidProtonCpp_FOUND AND NOT TARGET QpidProton::cpp)
  add_library(QpidProton::cpp UNKNOWN IMPORTED)
  set_target_properties(QpidProton::cpp PROPERTIES
    IMPORTED_LOCATION ${QpidProtonCpp_LIBRARY}
    INTERFACE_INCLUDE_DIRECTORIES ${QpidProtonCpp_INCLUDE_DIR}
    INTERFACE_LINK_LIBRARIES ${QpidProtonCpp_CORE_LIBRARY})
endif()
