# `cmake --install`: the public headers, the libraries behind them, and the
# package file that makes find_package(fanfare) give fanfare::fanfare.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(folders include messages matching storage notifiers actors engine)
foreach(folder IN LISTS folders)
  set_target_properties(fanfare_${folder} PROPERTIES EXPORT_NAME ${folder})
endforeach()
set_target_properties(fanfare_engine PROPERTIES EXPORT_NAME fanfare)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/fanfare)
list(TRANSFORM folders PREPEND fanfare_ OUTPUT_VARIABLE targets)
install(TARGETS ${targets} EXPORT fanfare_targets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(EXPORT fanfare_targets NAMESPACE fanfare:: DESTINATION ${package_dir})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/fanfare DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
  FILES_MATCHING PATTERN *.hpp)
if(TARGET fanfare)
  install(TARGETS fanfare RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()

configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/fanfareConfig.cmake.in
  ${PROJECT_BINARY_DIR}/fanfareConfig.cmake INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/fanfareConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/fanfareConfig.cmake
  ${PROJECT_BINARY_DIR}/fanfareConfigVersion.cmake
  ${PROJECT_SOURCE_DIR}/cmake/FindCAF.cmake ${PROJECT_SOURCE_DIR}/cmake/FindHiredis.cmake
  ${PROJECT_SOURCE_DIR}/cmake/FindQpidProtonCpp.cmake
  DESTINATION ${package_dir})
